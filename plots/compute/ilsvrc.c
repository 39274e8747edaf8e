/* The winners of the ImageNet challenge, as published: nothing is computed. */
#include "tsv.h"

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    /* Top-5 error on the test set, classification with the data provided. 2010 to 2014, and a human: Russakovsky et
     * al. 2015, "ImageNet Large Scale Visual Recognition Challenge" (AlexNet with more data: 15.3). 2015: He et al.
     * 2016. */
    static const struct {
        int         year;
        double      error;
        const char *what;
    } winners[] = {
        {2010, 28.2, "by hand"}, {2011, 25.8, "by hand"},   {2012, 16.4, "AlexNet"},
        {2013, 11.7, "ZFNet"},   {2014, 6.7, "GoogLeNet"}, {2015, 3.57, "ResNet"},
    };
    enum { WINNERS = sizeof winners / sizeof *winners, FIRST_NETWORK = 2012 };
    Tsv *table = tsv_open("winners", "year error network what");
    for (int i = 0; i < WINNERS; i++)
        tsv_line(table, "%d\t%g\t%d\t%s", winners[i].year, winners[i].error, winners[i].year >= FIRST_NETWORK,
                 winners[i].what);
    tsv_close(table);
    tsv_fact("human", 5.1);
    return tsv_end();
}
