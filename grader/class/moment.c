#include "moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Days since 1970 of a date of the Gregorian calendar (Hinnant's formula: years begin in March). */
static int64_t days_of(int y, int m, int d) {
    y -= m <= 2;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int     year = (int)(y - era * 400), day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static int month_length(int y, int m) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    return days[m - 1] + (m == 2 && leap);
}

static bool read_zone(const char *p, int zone, int *found, bool *zoned) {
    int h, m = 0, n = 0;
    char sign[2];
    *found = zone;
    *zoned = false;
    p += strspn(p, " ");
    if (*p == '\0') return true;
    *zoned = true;
    *found = 0;
    if (strcmp(p, "Z") == 0 || strcmp(p, "UTC") == 0) return true;
    if (sscanf(p, "%1[+-]%2d:%2d%n", sign, &h, &m, &n) != 3 && sscanf(p, "%1[+-]%2d%2d%n", sign, &h, &m, &n) != 3)
        return false;
    if (p[n] != '\0' || h > 14 || m > 59) return false;
    *found = (sign[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
    return true;
}

bool moment_parse(const char *text, int zone, int64_t *seconds, int *zone_found, bool *zoned) {
    int y, mo, d, h = 23, mi = 59, s = 59, n = 0, more = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &y, &mo, &d, &n) != 3 || n < 8 || y < 1970) return false;
    if (mo < 1 || mo > 12 || d < 1 || d > month_length(y, mo)) return false;
    const char *p = text + n;
    if ((*p == 'T' || *p == ' ' || *p == '-' || *p == '_') && p[1] >= '0' && p[1] <= '9') {
        s = 0;
        if (sscanf(++p, "%2d%*1[:-]%2d%n", &h, &mi, &more) != 2) return false;
        p += more;
        more = 0;
        if ((*p == ':' || *p == '-') && sscanf(p + 1, "%2d%n", &s, &more) == 1 && more == 2 && p[3] != ':' &&
            (p[3] < '0' || p[3] > '9'))
            p += 1 + more;
        else s = 0;
        if (*p == '.') p += 1 + strspn(p + 1, "0123456789");
    }
    if (h > 23 || mi > 59 || s > 60 || h < 0 || mi < 0 || s < 0) return false;
    int  east;
    bool given;
    if (!read_zone(p, zone, &east, &given)) return false;
    *seconds = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + s - east;
    if (zone_found != NULL) *zone_found = east;
    if (zoned != NULL) *zoned = given;
    return true;
}

void moment_text(int64_t seconds, int zone, char text[40]) {
    const time_t shifted = (time_t)(seconds + zone);
    struct tm t;
    gmtime_r(&shifted, &t);
    const size_t n = strftime(text, 40, "%Y-%m-%d %H:%M:%S ", &t);
    snprintf(text + n, 40 - n, "%c%02d:%02d", zone < 0 ? '-' : '+', abs(zone) / 3600, abs(zone) / 60 % 60);
}
