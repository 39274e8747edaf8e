"""Archives as learning platforms and ill-willed people make them, for class.sh: class_archives.py KIND FOLDER CODE.

CODE is the folder of a solved lab of two files, toy.c and more.c."""
import gzip
import io
import os
import stat
import struct
import sys
import tarfile
import zipfile

kind, folder, code = sys.argv[1:4]
toy, more = (open(os.path.join(code, name), "rb").read() for name in ("toy.c", "more.c"))
os.makedirs(folder, exist_ok=True)


def path(name):
    return os.path.join(folder, name)


def zipped(entries, to=None):
    """A zip of (name or ZipInfo, bytes); its bytes, or in the file."""
    memory = io.BytesIO()
    with zipfile.ZipFile(to or memory, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in entries:
            z.writestr(name, data)
    return memory.getvalue()


def tarred(entries):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as t:
        for info, data in entries:
            if isinstance(info, str):
                info = tarfile.TarInfo(info)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return memory.getvalue()


def entry(name, kind=None, link=""):
    info = tarfile.TarInfo(name)
    if kind:
        info.type, info.linkname = kind, link
    return info


def linked(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def dated(name, *moment):
    return zipfile.ZipInfo(name, moment)


good = [("toy.c", toy), ("more.c", more)]


def canvas():
    """Last name first, squeezed; late; with umlauts; handed in again, and more than seven times; a zip among the files;
    a text alone."""
    zipped([("doejane_17_4711_toy-0f8fad5b-d9cb-469f-a165-70867728950e.c", toy), ("doejane_17_4712_more.c", more),
            ("müllerjörg_LATE_18_4713_toy-1.c", toy), ("müllerjörg_LATE_18_4714_more.c", more),
            ("müllerjörg_LATE_18_4715_toy.c", b"/* before */"),
            ("obrienpat_19_4716_lab.zip", zipped([("lab/" + n, d) for n, d in good])),
            ("strange_99_4717_toy.c", toy), ("roekim_20_4718_text.html", b"<p>sorry</p>")],
           path("course_submissions.zip"))


def moodle():
    """A folder each, with the trailing underscore; one with its own zip, as macOS makes it; one in capitals."""
    macos = zipped([("Lab/toy.c", toy), ("Lab/more.c", more), ("__MACOSX/Lab/._toy.c", b"\0"), ("Lab/.DS_Store", b"x")])
    zipped([("Jane Doe_101_assignsubmission_file_/toy.c", toy), ("Jane Doe_101_assignsubmission_file_/more.c", more),
            ("Jörg Müller_102_assignsubmission_file_/abgabe.zip", macos),
            ("Pat O'Brien_103_assignsubmission_file_/TOY.C", toy),
            ("Pat O'Brien_103_assignsubmission_file_/More.c", more),
            ("Team 7-Lee Poe_105_assignsubmission_file_/toy.c", toy),
            ("Team 7-Lee Poe_105_assignsubmission_file_/my_more_final.c", more),
            ("Kim Roe_104_assignsubmission_onlinetext_/onlinetext.html", b"<p>late</p>")], path("moodle.zip"))


def blind():
    """Of Moodle, without names."""
    zipped([("Participant_%d_assignsubmission_file_/%s" % (n, name), d) for n in (101, 102) for name, d in good],
           path("blind.zip"))


def blackboard():
    """Flat, with a text beside each attempt; two attempts of one student."""
    def attempt(user, when, files):
        begin = "Lab 3_%s_attempt_%s" % (user, when)
        return [(begin + ".txt", b"Name: ...")] + [("%s_%s" % (begin, n), d) for n, d in files]

    zipped(attempt("jdoe", "2026-11-29-10-00-00", [("toy.c", b"/* first */"), ("more.c", more)]) +
           attempt("jdoe", "2026-11-30-10-00-00", good) + attempt("jmueller", "2026-12-02-10-00-00", good) +
           attempt("pobrien", "2026-11-30-23-59-59", [("lab.tar.gz", tarred(good))]), path("gradebook.zip"))


def gradescope():
    """A list in YAML as Ruby writes it; a group of two; a folder of which the list does not know."""
    yaml = """---
submission_11:
  :submitters:
  - :name: Jane Doe
    :sid: s1
    :email: jane@example.edu
  - :name: "Jörg Müller"
    :sid: s2
    :email: joerg@example.edu
  :created_at: 2026-11-30 23:30:00.123456000 +01:00
  :score: 0.0
submission_12:
  :submitters:
  - :name: "O'Brien, Pat"
    :sid: s3
    :email: pat@example.edu
  :created_at: 2026-12-01 10:00:00.000000000 +01:00
"""
    top = "assignment_9_export/"
    zipped([(top + "submission_metadata.yml", yaml.encode())] +
           [(top + "submission_11/" + n, d) for n, d in good] +
           [(top + "submission_12/src/" + n, d) for n, d in good] +
           [(top + "submission_13/" + n, d) for n, d in good], path("gradescope.zip"))


def classroom():
    """Repositories of the whole tree."""
    for user in ("janedoe", "jmueller", "patob"):
        home = path("lab-toys-%s/labs/90_toy" % user)
        os.makedirs(home)
        os.makedirs(path("lab-toys-%s/.git" % user))
        for name, data in good:
            open(os.path.join(home, name), "wb").write(data)
        os.makedirs(path("lab-toys-%s/reference/90_toy" % user))
        open(path("lab-toys-%s/reference/90_toy/toy.c" % user), "wb").write(b"/* not mine */")


def folders():
    """Somebody's own collection: names and ids in folders, zips, attempts, two files for one, accents in two parts."""
    for name, files in (("Jane Doe (s1)", good), ("s2 Mu\u0308ller, Jo\u0308rg", good), ("nobody knows", good)):
        os.makedirs(path(name))
        for file, data in files:
            open(os.path.join(path(name), file), "wb").write(data)
    open(path("s3.zip"), "wb").write(zipped([("x/y/" + n, d) for n, d in good]))
    for number, files in ((1, [("toy.c", b"/* try */")]), (2, good)):
        os.makedirs(path("s4/attempt %d" % number))
        for file, data in files:
            open(path("s4/attempt %d/%s" % (number, file)), "wb").write(data)
    os.makedirs(path("s5"))
    open(path("s5/notes.docx"), "wb").write(b"PK")
    os.makedirs(path("s6/a"))
    os.makedirs(path("s6/b"))
    open(path("s6/a/toy.c"), "wb").write(toy)
    open(path("s6/b/toy.c"), "wb").write(b"/* which one? */")


def hostile():
    """Each archive beside one that is as it should be."""
    zeros = bytes(1 << 20)
    put = lambda name, data: open(path(name), "wb").write(data)
    put("well.zip", zipped(good))
    put("absolute.tar.gz", tarred([("/tmp/class-was-here", b"x"), ("/toy.c", toy)]))
    put("traversal.zip", zipped([("../../toy.c", toy), ("a/../../more.c", more), ("..\\..\\toy.c", toy)]))
    put("drive.zip", zipped([("C:\\toy.c", toy)]))
    put("symlink.tar.gz", tarred([(entry("toy.c", tarfile.SYMTYPE, "/etc/passwd"), b"")]))
    put("hardlink.tar.gz", tarred([(entry("toy.c", tarfile.LNKTYPE, "/etc/passwd"), b"")]))
    put("device.tar.gz", tarred([(entry("toy.c", tarfile.CHRTYPE), b""), (entry("more.c", tarfile.FIFOTYPE), b"")]))
    put("ziplink.zip", zipped([(linked("toy.c"), "/etc/passwd")]))
    put("bomb.zip", zipped([("big.bin", zeros * 64)] + good))
    big = entry("big.bin")
    big.size = 300 << 20
    put("bomb.tar.gz", gzip.compress(big.tobuf()) + 300 * gzip.compress(zeros) + tarred(good))
    inner = zipped(good)
    for _ in range(6):
        inner = zipped([("next.zip", inner)])
    put("nested.zip", inner)
    put("many.tar.gz", gzip.compress(100000 * entry("x").tobuf(), 1) + tarred(good))
    put("huge.zip", zipped([("toy.c", b"/*" + b"x" * 300000 + b"*/"), ("more.c", more)]))
    put("escapes.zip", zipped([("\x1b[31mred\n::error::x/toy.c", toy), ("a\x07b/more.c", more)]))
    put("=cmd calc!A0.zip", zipped(good))
    put("broken.zip", zipped(good)[:-30])
    put("noise.7z", b"7z\xbc\xaf\x27\x1c" + bytes(range(256)) * 8)
    lying = bytearray(zipped(good))  # the directory says that the first file has 2^32 - 2 bytes
    at = lying.rfind(b"PK\x01\x02", 0, lying.rfind(b"PK\x01\x02"))
    lying[at + 24:at + 28] = struct.pack("<I", 0xfffffffe)
    put("lying.zip", bytes(lying))
    os.makedirs(path("linked"))
    os.symlink("/etc/passwd", path("linked/toy.c"))
    os.mkfifo(path("linked/more.c"))


globals()[kind]()
