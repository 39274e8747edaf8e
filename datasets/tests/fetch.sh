#!/usr/bin/env bash
# fetch.sh: datasets/fetch.sh and make data, offline: from a folder, and from a server on this machine that breaks off,
# refuses and sends something else. Prints a line "ok ...", "not ok ..." or "skip ..." for each thing that it checks;
# status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

make_command+=(BUILD="$scratch/build")
mirror=${GRADLAB_MIRROR:-../shared/datasets} server=''
unset GRADLAB_MIRROR GRADLAB_PROGRESS http_proxy HTTP_PROXY all_proxy ALL_PROXY
export no_proxy='*'
stop_server() { [ -z "$server" ] || kill "$server"; }
at_end stop_server
into=$scratch/into origin=$scratch/origin manifest=$scratch/manifest.tsv

# fetch ARGUMENTS...: leaves $status, out and err.
fetch() {
    sh datasets/fetch.sh --manifest "$manifest" --into "$into" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}
sum_of() { if command -v sha256sum; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | grep -o '[0-9a-f]\{64\}'; }

# --- A set of two files, with and without a server --------------------------------------------------------------------
mkdir -p "$origin/toy/deep"
i=0
while [ $i -lt 20000 ]; do i=$((i + 1)) && echo "line $i of a file"; done >"$origin/toy/big.txt"
echo 'a small one' >"$origin/toy/deep/small.txt"
size=$(wc -c <"$origin/toy/big.txt" | tr -d ' ') sum=$(sum_of "$origin/toy/big.txt")
write_manifest() { # write_manifest URL...: the set as these servers have it
    local file urls url
    printf 'name\tfile\tURL\tsize\tSHA-256\tlicence\n'
    for file in big.txt deep/small.txt; do
        urls=''
        for url in "$@"; do urls="$urls${urls:+ }$url/toy/$file"; done
        printf 'toy\t%s\t%s\t%d\t%s\tpublic domain\n' "$file" "$urls" "$(wc -c <"$origin/toy/$file")" \
            "$(sum_of "$origin/toy/$file")"
    done
}
# No address has this name, here or elsewhere.
write_manifest http://nowhere.invalid >"$manifest"

right() {
    cmp "$origin/toy/big.txt" "$into/toy/big.txt" && cmp "$origin/toy/deep/small.txt" "$into/toy/deep/small.txt"
}
done_well() { [ "$status" -eq 0 ] && [ ! -s "$scratch/err" ] && right && no_rest; }
no_rest() { [ -z "$(find "$into" -name '*.part*' -o -name '*.old')" ]; }
part_only() { [ "$(find "$into" -type f)" = "$into/toy/big.txt.part" ]; }
one_line() { [ "$status" -eq "$1" ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && grep -Eq -- "$2" "$scratch/err"; }
afresh() { rm -rf "$into"; }

# --- A folder ---------------------------------------------------------------------------------------------------------
fetch --mirror "$origin" toy
verdict "from a folder" done_well
touch -t 200001010000 "$into/toy/big.txt"
echo rest >"$into/toy/big.txt.part"
fetch --mirror "$scratch" toy # which has no such set
kept() { done_well && [ -z "$(find "$into/toy/big.txt" -newer "$origin")" ]; }
verdict "what is right is not fetched again" kept
fetch --list
listed() { [ "$status" -eq 0 ] && grep -q '✓ toy .*kB' "$scratch/out" && grep -q 'DATA=toy' "$scratch/out"; }
verdict "and listed as there" listed
rm "$into/toy/deep/small.txt"
fetch --list
verdict "listed as there in part" grep -q '~ toy' "$scratch/out"
afresh
fetch --list
verdict "listed as not there" grep -q '✗ toy' "$scratch/out"

# Sets of hundreds of files are told in one line.
many=$scratch/many.tsv
head -n 1 "$manifest" >"$many"
mkdir -p "$origin/many"
for i in $(seq 30); do
    echo "photograph $i" >"$origin/many/$i.txt"
    printf 'many\t%d.txt\t-\t%d\t%s\tCC BY\n' "$i" "$(wc -c <"$origin/many/$i.txt")" "$(sum_of "$origin/many/$i.txt")"
done >>"$many"
manifest=$many fetch --mirror "$origin" many
one_line_of_many() { [ "$status" -eq 0 ] && [ "$(wc -l <"$scratch/out")" -eq 2 ] && grep -q 'many: 30 files' "$scratch/out"; }
verdict "a set of many files takes one line" one_line_of_many
echo other >"$into/many/7.txt"
manifest=$many fetch --list
verdict "and is listed as there in part when one of them is wrong" grep -q '~ many .*CC BY' "$scratch/out"
rm -r "$into/many"

cp -r "$origin" "$scratch/with blanks"
fetch --mirror "$scratch/with blanks/" toy
verdict "from a folder with a blank in its name" done_well

wrong=$scratch/wrong
cp -r "$origin" "$wrong"
sed 's/line 7 /line 8 /' "$origin/toy/big.txt" >"$wrong/toy/big.txt"
afresh
fetch --mirror "$wrong" toy
both_sums() { one_line 1 "toy/big\.txt.*$(sum_of "$wrong/toy/big.txt").*$sum"; }
verdict "a wrong sum names the file and both sums" both_sums
nothing_but_small() { no_rest && [ ! -e "$into/toy/big.txt" ] && [ -e "$into/toy/deep/small.txt" ]; }
verdict "and nothing is kept of that file, but the others" nothing_but_small
fetch --mirror "$origin" toy
verdict "the next call is not disturbed" done_well
sed 's/^toy\(.*\)'"$sum"'/toy\1'"$(printf '0%.0s' {1..64})"'/' "$manifest" >"$scratch/later.tsv"
sh datasets/fetch.sh --manifest "$scratch/later.tsv" --into "$into" --mirror "$origin" toy \
    >"$scratch/out" 2>"$scratch/err"
status=$?
untouched() { one_line 1 "$sum.*000000.*untouched" && right && no_rest; }
verdict "a wrong sum leaves the good file that was there" untouched
echo mine >"$into/toy/deep/small.txt"
fetch --mirror "$origin" toy
set_aside() { [ "$status" -eq 0 ] && right && [ "$(cat "$into/toy/deep/small.txt.old")" = mine ]; }
verdict "a file of another content is set aside" set_aside

head -c 1000 "$origin/toy/big.txt" >"$wrong/toy/big.txt"
afresh
fetch --mirror "$wrong" toy
truncated() { one_line 1 "big\.txt has 1000 bytes.*$size" && nothing_but_small; }
verdict "a truncated file" truncated
rm "$wrong/toy/big.txt"
fetch --mirror "$wrong" toy
missing() { one_line 1 "$wrong/toy/big\.txt is not there" && nothing_but_small; }
verdict "a missing file" missing
fetch --mirror "$scratch/nowhere" toy
verdict "a mirror that is not there" one_line 2 "MIRROR=$scratch/nowhere"
fetch --mirror ftp://somewhere toy
verdict "a mirror of another kind" one_line 2 'MIRROR=ftp://somewhere.*http://'
sed 's#http://nowhere[^[:space:]]*#-#' "$manifest" >"$scratch/unserved.tsv"
afresh
manifest=$scratch/unserved.tsv fetch toy
unserved() { [ "$status" -eq 1 ] && [ ! -e "$into/toy" ] && grep -q 'big.txt cannot be downloaded' "$scratch/err"; }
verdict "a file that nobody serves" unserved
manifest=$scratch/unserved.tsv fetch --mirror "$origin" toy
verdict "it comes from a mirror" done_well
fetch nothing
verdict "a set that is not there names the choices" one_line 2 'nothing.*choices.*toy'

afresh
echo 'in the way' >"$into"
fetch --mirror "$origin" toy
verdict "a folder that cannot be made" one_line 1 "$into/toy/ cannot be written to"
afresh
# What a full disk does to a file, a limit on its size does too.
full_disk() { (trap '' XFSZ && ulimit -f 64 && fetch --mirror "$1" toy && exit "$status"); status=$?; }
full_disk "$origin"
verdict "a full disk" one_line 1 'toy/ cannot be written to: is the disk full.*kB'
if [ "$(id -u)" -ne 0 ]; then
    afresh && mkdir -p "$into/toy" && echo >"$into/toy/other" && chmod a-w "$into/toy"
    fetch --mirror "$origin" toy
    verdict "a folder that must not be written to" one_line 1 "$into/toy/ cannot be written to"
    chmod u+w "$into/toy"
fi
afresh
mkdir "$scratch/bin"
for tool in sh awk basename cat cmp cp cut dirname grep mkdir mktemp mv printf rm rmdir sha256sum shasum sed tr wc; do
    ! command -v $tool >/dev/null || ln -s "$(command -v $tool)" "$scratch/bin/" 2>/dev/null
done
PATH=$scratch/bin fetch toy
verdict "without curl" one_line 1 'curl is not here.*make setup.*MIRROR=folder'
PATH=$scratch/bin fetch --mirror "$origin" toy
verdict "without curl, from a folder" done_well

# --- A server ---------------------------------------------------------------------------------------------------------
# It serves $origin in the way that the file "mode" says, and notes what is asked for, and from which byte.
cat >"$scratch/server.py" <<'PYTHON'
import http.server, os, sys, time
origin, notes = sys.argv[1:]
def mode(new=None):
    path = os.path.join(notes, "mode")
    if new: open(path, "w").write(new)
    return open(path).read().strip()
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        start = int(self.headers.get("Range", "bytes=0-")[6:].rstrip("-"))
        now = mode()
        with open(os.path.join(notes, "asked"), "a") as f: print(self.path, start, file=f)
        path = origin + self.path
        if now == "404" or not os.path.isfile(path): return self.send_error(404)
        if now == "moved" and not self.path.startswith("/toy/"): path = origin + "/toy/" + os.path.basename(path)
        data = open(path, "rb").read()
        if now == "wrong": data = data.upper()
        if now == "short": data = data[:1000]
        if now == "long": data = data * 2
        if now == "no ranges": start = 0
        if start >= len(data) > 0: return self.send_error(416)
        self.send_response(206 if start else 200)
        if start: self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data)))
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        rest = data[start:]
        if now.startswith("cut") and len(rest) > 1000:
            self.wfile.write(rest[:100000])
            mode({"cut": "cut", "cut once": "ok", "cut, then 404": "404"}[now])
        elif now == "slow" and len(rest) > 1000:
            self.wfile.write(rest[:100000])
            self.wfile.flush()
            while mode() == "slow": time.sleep(0.05)
        else: self.wfile.write(rest)
        self.close_connection = True
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(os.path.join(notes, "port.new"), "w") as f: print(server.server_port, file=f)
os.rename(os.path.join(notes, "port.new"), os.path.join(notes, "port"))
server.serve_forever()
PYTHON
wait_for() { # wait_for COMMAND...: until it succeeds, or two minutes
    local n=0
    until "$@"; do n=$((n + 1)) && [ $n -lt 1200 ] && sleep 0.1 || return 1; done
}
if ! command -v python3 >/dev/null || ! command -v curl >/dev/null; then
    echo "skip - from a server: python3 or curl is not installed"
else
    echo ok >"$scratch/mode"
    python3 "$scratch/server.py" "$origin" "$scratch" 2>"$scratch/server.err" &
    server=$!
    wait_for test -s "$scratch/port"
    host=127.0.0.1:$(cat "$scratch/port")
    write_manifest "http://$host" >"$manifest"
    # with MODE ARGUMENTS...: fetches while the server does that.
    with() {
        echo "$1" >"$scratch/mode"
        shift
        : >"$scratch/asked"
        fetch "$@"
    }
    asked() { [ "$(grep -c . "$scratch/asked")" -eq "$1" ]; }
    asked_from() { grep -q "^/toy/big.txt $1\$" "$scratch/asked"; }

    afresh
    with ok toy
    verdict "from a server" done_well
    with ok toy
    nothing_asked() { done_well && asked 0; }
    verdict "a second call downloads nothing" nothing_asked
    afresh
    write_manifest http://nowhere.invalid >"$scratch/unreachable.tsv"
    manifest=$scratch/unreachable.tsv with ok --mirror "http://$host/" toy
    verdict "from a mirror that is a server" done_well

    afresh
    with "cut once" toy
    at_once() { done_well && asked_from 0 && asked_from 100000; }
    verdict "a connection that breaks is taken up again" at_once
    afresh
    with "cut, then 404" toy
    kept_part() { [ "$status" -eq 1 ] && part_only && [ "$(wc -c <"$into/toy/big.txt.part")" -eq 100000 ]; }
    verdict "what has come is kept when the server is gone" kept_part
    with ok toy
    resumed() { done_well && asked_from 100000 && ! asked_from 0; }
    verdict "the next call goes on with it" resumed
    afresh
    mkdir -p "$into/toy" && head -c 5000 "$origin/toy/big.txt" >"$into/toy/big.txt.part.999999999"
    with ok toy
    orphan() { done_well && asked_from 5000; }
    verdict "and with that of a call that was killed" orphan
    afresh
    mkdir -p "$into/toy" && head -c 5000 "$origin/toy/big.txt" >"$into/toy/big.txt.part"
    with "no ranges" toy
    from_start() { done_well && asked_from 0; }
    verdict "a server that cannot go on begins anew" from_start
    for rest in "tail -c 5000" "cat" "cat - "; do # too short to be it; as long; longer
        afresh
        mkdir -p "$into/toy"
        $rest "$origin/toy/big.txt" <"$origin/toy/deep/small.txt" | tr a-z A-Z >"$into/toy/big.txt.part"
        with ok toy
        verdict "a piece that is rubbish does not stay in the way ($(echo $rest))" done_well
    done

    afresh
    with wrong toy
    garbage() { [ "$status" -eq 1 ] && grep -q "$sum" "$scratch/err" && [ -z "$(find "$into" -type f)" ]; }
    verdict "a wrong sum from a server" garbage
    with short toy
    short() { [ "$status" -eq 1 ] && grep -q "has 1000 bytes.*$size" "$scratch/err" && no_rest; }
    verdict "a file that is shorter there" short
    with long toy
    verdict "a file that is longer there" grep -q "larger than $size bytes" "$scratch/err"
    with 404 toy
    not_found() { [ "$status" -eq 1 ] && grep -q "toy/big.txt.*$host answers 404.*MIRROR" "$scratch/err"; }
    verdict "404" not_found
    afresh
    echo ok >"$scratch/mode"
    write_manifest "http://$host/nothing" "http://$host" >"$scratch/two.tsv"
    manifest=$scratch/two.tsv fetch toy
    verdict "a second URL when the first has nothing" done_well
    manifest=$scratch/unreachable.tsv fetch toy # all there
    verdict "nobody is asked for what is there" done_well
    afresh
    manifest=$scratch/unreachable.tsv fetch toy
    no_network() { one_line 1 'nowhere\.invalid cannot be reached.*MIRROR=' && [ ! -e "$into/toy" ]; }
    verdict "no network: one line, with the host and MIRROR" no_network
    full_disk "http://$host"
    verdict "a full disk, while downloading" one_line 1 'toy/ cannot be written to: is the disk full'
    afresh
    with ok toy & first=$!
    fetch_beside() {
        sh datasets/fetch.sh --manifest "$manifest" --into "$into" toy >"$scratch/out2" 2>"$scratch/err2" </dev/null
    }
    fetch_beside
    beside=$?
    wait $first
    status=$beside
    together() { [ "$beside" -eq 0 ] && right && no_rest; }
    verdict "two calls at the same time" together

    # Ctrl-C reaches the whole group of processes.
    afresh
    echo slow >"$scratch/mode"
    set -m
    # Tests that a script has put into the background are deaf to SIGINT, and a shell cannot change that.
    hearing='import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])'
    GRADLAB_PROGRESS=bar python3 -c "$hearing" \
        sh datasets/fetch.sh --manifest "$manifest" --into "$into" toy >"$scratch/out" 2>"$scratch/err" </dev/null &
    caught=$!
    set +m
    some_came() { [ -n "$(find "$into" -name 'big.txt.part*' -size +90k 2>/dev/null)" ]; }
    wait_for some_came
    kill -INT -- -$caught
    wait $caught
    status=$?
    interrupted() { [ "$status" -eq 130 ] && part_only && grep -q 'same command' "$scratch/err"; }
    verdict "Ctrl-C leaves the .part and nothing else" interrupted
    verdict "a progress line, where one is wanted" grep -q 'toy/big.txt.* of .*kB' "$scratch/err"
    with ok toy
    resumed() { done_well && asked_from '[1-9][0-9]*'; }
    verdict "and the next call goes on" resumed
fi

# --- make data --------------------------------------------------------------------------------------------------------
wrong_call() { one_line 2 "$1" && [ ! -s "$scratch/out" ]; }
well_formed() {
    awk -F '\t' '
    NR == 1 { if ($0 != "name\tfile\tURL\tsize\tSHA-256\tlicence") print "the header"; next }
    NF != 6 || $1 !~ /^[a-z0-9_]+$/ || $2 ~ /^\/|\.\./ || $3 !~ /^(-|(https?:\/\/[^ ]+ ?)+)$/ ||
        $4 !~ /^[1-9][0-9]*$/ || $5 !~ /^[0-9a-f]+$/ || length($5) != 64 || $6 == "" ||
        seen[$1 "/" $2]++ { print "line " NR }
    ' datasets/manifest.tsv >"$scratch/out"
    [ ! -s "$scratch/out" ]
}
verdict "the manifest is well formed" well_formed
typed data
all_listed() {
    local name
    for name in auto_mpg mnist fashion_mnist cifar10 cifar10_subset squeezenet1_1 flowers5; do
        grep -q "DATA=$name\$" "$scratch/out" || return 1
    done
    [ "$status" -eq 0 ]
}
verdict "make data lists the sets" all_listed
typed data DATA=nothing
verdict "DATA=nothing names the choices" wrong_call 'DATA=nothing: .*DATA=auto_mpg .*DATA=mnist '
typed data DATA=wine
verdict "DATA=wine says where it is" wrong_call 'DATA=wine: .*wine.*in datasets/ already'
typed data DATA=auto_mpg MIRROR=/no/where
verdict "MIRROR=/no/where" wrong_call 'MIRROR=/no/where: .*folder'
typed data DATA=auto_mpg MIRROR="$wrong"
verdict "what is not in the mirror" one_line 1 'auto_mpg/mpg\.csv'
typed data DATA=squeezenet1_1
nobody_serves() { [ "$status" -eq 1 ] && grep -q 'squeezenet1_1\.safetensors cannot be downloaded.*MIRROR' "$scratch/err"; }
verdict "DATA=squeezenet1_1 names MIRROR" nobody_serves
if [ -d "$mirror" ]; then
    typed data DATA=auto_mpg MIRROR="$mirror"
    real() { [ "$status" -eq 0 ] && [ "$(wc -l <"$scratch/build/datasets/auto_mpg/mpg.csv")" -eq 399 ]; }
    verdict "auto_mpg, from the mirror of this machine" real
else
    echo "skip - auto_mpg, from the mirror of this machine: there is no $mirror (GRADLAB_MIRROR names another)"
fi

exit $bad
