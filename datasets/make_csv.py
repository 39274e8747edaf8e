#!/usr/bin/env python3
"""Writes digits.csv.gz, wine.csv, iris.csv and mtcars.csv beside this file, from the copies that Debian 12 packages:

    apt-get download python3-sklearn && dpkg -x python3-sklearn_*.deb unpacked
    apt-get install r-base-core && Rscript -e 'write.csv(mtcars)' > mtcars_from_r.csv
    python3 datasets/make_csv.py unpacked/usr/lib/python3/dist-packages/sklearn/datasets/data mtcars_from_r.csv

The numbers are copied as they are written there; only the header lines, and the names of the irises, are added.
"""
import csv
import gzip
import io
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
WINE = ("alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols "
        "proanthocyanins color_intensity hue od280/od315_of_diluted_wines proline class").split()
IRIS = "sepal_length sepal_width petal_length petal_width class".split()
SPECIES = "setosa versicolor virginica".split()
DIGITS = [f"p{row}{column}" for row in range(8) for column in range(8)] + ["digit"]


def table(header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def main(sklearn_data, mtcars):
    sklearn_data = pathlib.Path(sklearn_data)

    def rows_of(name):  # the first line of scikit-learn's tables gives counts, not names
        return list(csv.reader((sklearn_data / name).read_text().splitlines()))[1:]

    digits = csv.reader(gzip.open(sklearn_data / "digits.csv.gz", "rt"))
    (HERE / "digits.csv.gz").write_bytes(gzip.compress(table(DIGITS, digits), 9, mtime=0))
    (HERE / "wine.csv").write_bytes(table(WINE, rows_of("wine_data.csv")))
    iris = [[*row[:-1], SPECIES[int(row[-1])]] for row in rows_of("iris.csv")]
    (HERE / "iris.csv").write_bytes(table(IRIS, iris))
    header, *cars = csv.reader(open(mtcars))
    (HERE / "mtcars.csv").write_bytes(table(["model", *header[1:]], cars))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
