#!/bin/sh
# fetch.sh: brings the larger data sets to this machine. `make data` calls it.
#
#   fetch.sh [--manifest FILE] [--into FOLDER] [--mirror FOLDER|URL] NAME...     into FOLDER/NAME/
#   fetch.sh [--manifest FILE] [--into FOLDER] --list                            what there is, and what is here
#
# The manifest names every file of a set: URLs (tried in turn; - where nobody serves it), size, SHA-256, licence. A mirror is taken instead of the
# URLs; it holds NAME/FILE. A file grows as FILE.part and gets its name when its size and sum are the manifest's, so a
# file that has its name is whole; a FILE.part that an earlier call left is gone on with. Status: 0 when all is there, 1
# when something is not, 2 for a wrong call.
set -u
manifest=$(dirname "$0")/manifest.tsv into=build/datasets mirror='' list=''

say() { printf 'data: %s\n' "$*" >&2; }
wrong_call() { say "$*"; exit 2; }
have() { command -v "$1" >/dev/null 2>&1; }

while [ $# -gt 0 ]; do
    case $1 in
        --manifest | --into | --mirror) [ $# -gt 1 ] || wrong_call "$1 takes a value" ;;
    esac
    case $1 in
        --manifest) manifest=$2 && shift 2 ;;
        --into) into=${2%/} && shift 2 ;;
        --mirror) mirror=${2%/} && shift 2 ;;
        --list) list=yes && shift ;;
        -*) wrong_call "$1: no such option" ;;
        *) break ;;
    esac
done
[ -r "$manifest" ] || wrong_call "$manifest: the list of data sets is not there"
sets=$(awk -F '\t' 'NR > 1 && !seen[$1]++ { printf "%s%s", between, $1; between = " " }' "$manifest")
for name in "$@"; do
    case " $sets " in *" $name "*) ;; *) wrong_call "there is no set $name to fetch; the choices are: $sets" ;; esac
done
[ -n "$list" ] || [ $# -gt 0 ] || wrong_call "which set? The choices are: $sets"
case $mirror in
    '' | http://* | https://*) ;;
    *://*) wrong_call "MIRROR=$mirror: a mirror is a folder, or begins with http:// or https://" ;;
    *) [ -d "$mirror" ] || wrong_call "MIRROR=$mirror: there is no such folder" ;;
esac

# --- Files and their sums ---------------------------------------------------------------------------------------------

if have sha256sum; then sha256=sha256sum
elif have shasum; then sha256='shasum -a 256'
elif have openssl; then sha256='openssl dgst -sha256 -r'
else
    say "neither sha256sum, shasum nor openssl is here, so nothing could be verified"
    exit 1
fi
sum_of() { $sha256 <"$1" | cut -c 1-64; }
size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }
is_right() { [ -f "$1" ] && [ "$(size_of "$1")" = "$2" ] && [ "$(sum_of "$1")" = "$3" ]; }
empty() { printf '' >"$1"; }
readable() { # readable BYTES
    awk -v n="$1" 'BEGIN {
        if (n < 1e3) printf "%d bytes", n
        else if (n < 1e6) printf "%.1f kB", n / 1e3
        else printf "%.1f MB", n / 1e6
    }'
}
# right_files NAME: how many files of a set are here and right. All are summed by one process: a set can have hundreds.
right_files() {
    rows_of "$1" | cut -f 2 | while IFS= read -r file; do
        [ ! -f "$into/$1/$file" ] || printf '%s\0' "$into/$1/$file"
    done | xargs -0 $sha256 | NAME=$1 FOLDER=$into/$1 awk -F '\t' '
        FNR == NR { is_wanted[$5 ENVIRON["FOLDER"] "/" $2] = $1 == ENVIRON["NAME"]; next }
        { right += is_wanted[substr($0, 1, 64) substr($0, 67)] }
        END { print right + 0 }' "$manifest" -
}
rows_of() { awk -F '\t' -v name="$1" 'NR > 1 && $1 == name' "$manifest"; }
tab=$(printf '\t')

if [ -n "$list" ]; then
    for name in $sets; do
        here=$(right_files "$name") files=0 bytes=0
        while IFS=$tab read -r _ _ _ size _ terms; do
            files=$((files + 1)) bytes=$((bytes + size)) licence=$terms
        done <<ROWS
$(rows_of "$name")
ROWS
        case $here in 0) mark='✗' ;; "$files") mark='✓' ;; *) mark='~' ;; esac
        printf '  %s %-16s %9s   %-13s  make data DATA=%s\n' "$mark" "$name" "$(readable $bytes)" "$licence" "$name"
    done
    printf '\n✓ is in %s/, ~ is there in part, ✗ is not there. MIRROR=folder or URL: NAME/FILE comes from there.\n' \
        "$into"
    exit 0
fi

# --- The piece that is worked at --------------------------------------------------------------------------------------
# It belongs to this process alone, FILE.part.PID, as long as that runs: calls at the same time do not meet.

part='' target='' child='' scratch=''

alive() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }
claim() {
    part=$target.part.$$
    for piece in "$target.part" "$target".part.*; do
        owner=${piece#"$target.part"}
        [ -f "$piece" ] && { [ -z "$owner" ] || ! alive "${owner#.}"; } && mv -f "$piece" "$part" 2>/dev/null && break
    done
    [ -f "$part" ] || empty "$part"
} 2>/dev/null
release() {
    if [ -n "$part" ]; then
        if [ -s "$part" ]; then mv -f "$part" "$target.part"; else rm -f "$part"; fi
        rmdir "$(dirname "$target")" 2>/dev/null
    fi
    part=''
}
finish() {
    trap '' INT TERM HUP
    [ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; }
    release
    [ -z "$scratch" ] || rm -rf "$scratch"
}
trap finish EXIT
trap 'clear_line; say "stopped; the same command goes on from here"; exit 130' INT
trap 'exit 143' TERM HUP

# --- Receiving --------------------------------------------------------------------------------------------------------

case ${GRADLAB_PROGRESS:-} in
    bar) progress=yes ;;
    none | plain) progress='' ;;
    *) progress=$([ -t 2 ] && echo yes) ;;
esac
clear_line() { [ -z "$progress" ] || printf '\r\033[K' >&2; }
show_progress() {
    while alive "$child"; do
        printf '\r\033[K  %s  %s of %s' "$name/$file" "$(readable "$(size_of "$part")")" "$(readable "$size")" >&2
        sleep 0.2 2>/dev/null || sleep 1
    done
    clear_line
}

# download URL: what is missing of $part. Leaves curl's status in $code and HTTP's in $http.
download() {
    curl --silent --fail --location --proto '=http,https' --connect-timeout 20 --speed-limit 100 --speed-time 30 \
        --max-filesize "$size" --continue-at - --output "$part" --write-out '%{http_code}' "$1" >"$scratch/http" &
    child=$!
    [ -z "$progress" ] || show_progress
    wait "$child"
    code=$? child=''
    http=$(cat "$scratch/http")
}

# Errors that no other file or URL would be spared end the run: stop WHY.
stop() { say "$*"; exit 1; }
no_room() {
    stop "$into/$name/ cannot be written to: is the disk full, or the folder another's? $file needs $(readable "$size")"
}

# receive SOURCE: appends what is missing to $part. When that cannot be had, $why says it, and $reached is empty when
# nobody answered.
receive() {
    case $1 in
        http://* | https://*) ;;
        *)
            reached=yes why="$1 is not there, or cannot be read"
            [ -f "$1" ] && [ -r "$1" ] || return 1
            cp "$1" "$part" 2>/dev/null || no_room
            return 0 ;;
    esac
    have curl || stop "curl is not here to download with: make setup installs it; MIRROR=folder does without"
    [ -n "$scratch" ] || scratch=$(mktemp -d) || stop "no temporary folder can be made in ${TMPDIR:-/tmp}"
    host=${1#*://} host=${host%%/*} tries=0
    while [ "$(size_of "$part")" -lt "$size" ]; do
        before=$(size_of "$part") tries=$((tries + 1))
        download "$1"
        case $code:$http in
            0:*) break ;;
            5:* | 6:* | 7:* | 28:000) why="$host cannot be reached"; return 1 ;;
            23:*) no_room ;;
            33:* | 22:416) # this server does not go on where another stopped
                [ "$before" -gt 0 ] || { reached=yes why="$host does not send it"; return 1; }
                empty "$part" ;;
            22:*) reached=yes why="$host answers $http"; return 1 ;;
            63:*) reached=yes why="what $host has is larger than $size bytes"; return 1 ;;
            18:* | 28:* | 52:* | 55:* | 56:* | 92:*)
                reached=yes why="the connection to $host broke after $(size_of "$part") of $size bytes"
                [ "$(size_of "$part")" -gt "$before" ] && [ $tries -lt 5 ] || return 1 ;;
            *) reached=yes why="no connection to $host (curl's error $code)"; return 1 ;;
        esac
    done
    return 0
}

# verify SOURCE: whether $part is the file. If not, $why says it, and nothing of the part is kept.
verify() {
    got=$(size_of "$part") reached=yes
    if [ "$got" != "$size" ]; then why="$1 has $got bytes, and it should be $size"
    else
        got=$(sum_of "$part")
        [ "$got" != "$sum" ] || return 0
        why="the SHA-256 of $1 is $got, and it should be $sum"
    fi
    empty "$part"
    return 1
}

# A file of another content is not lost. A right one has come from a call at the same time.
install_part() {
    if is_right "$target" "$size" "$sum"; then rm -f "$part"
    else
        [ ! -f "$target" ] || cp -p "$target" "$target.old" 2>/dev/null || no_room
        mv -f "$part" "$target" 2>/dev/null || no_room
    fi
    part=''
    tell "$(readable "$size")"
}
# tell WHAT: that this file is here. Sets of very many files get one line, which counts them.
tell() {
    here=$((here + 1))
    if [ "$files" -le 20 ]; then printf '  ✓ %s, %s\n' "$name/$file" "$1"
    elif [ -n "$progress" ] && [ "$here" -lt "$files" ]; then
        printf '\r\033[K  %s  %d of %d files' "$name" "$here" "$files" >&2
    elif [ "$here" -eq "$files" ]; then
        clear_line
        printf '  ✓ %s: %d files\n' "$name" "$files"
    fi
}

# bring NAME FILE SIZE SUM SOURCE...: the file, from the first source that has it.
bring() {
    name=$1 file=$2 size=$3 sum=$4 target=$into/$1/$2 reasons='' reached=''
    shift 4
    if is_right "$target" "$size" "$sum"; then
        rm -f "$target.part"
        tell "which was there"
        return 0
    fi
    if [ $# -eq 0 ]; then
        say "$name/$file cannot be downloaded from anywhere: MIRROR=folder or URL takes it from one that has it;" \
            "datasets/README.md says how to make one"
        return 1
    fi
    mkdir -p "$(dirname "$target")" 2>/dev/null || no_room
    claim || no_room
    for source in "$@"; do
        while :; do
            resumed=$(size_of "$part")
            receive "$source" || break
            if verify "$source"; then
                install_part
                return 0
            fi
            # The piece that was there before may be to blame: once more, from the start.
            [ "$resumed" -gt 0 ] || break
        done
        reasons=$reasons${reasons:+; }$why
    done
    release
    advice="MIRROR=folder or URL takes it from elsewhere"
    [ -z "$mirror" ] || advice="MIRROR=$mirror should hold $name/$file"
    [ ! -f "$target" ] || advice="$advice; the file that was there is untouched"
    [ -n "$reached" ] || stop "$name/$file is not here yet: $reasons. $advice"
    say "$name/$file could not be fetched: $reasons. $advice"
    return 1
}

status=0
for set in "$@"; do
    missing=0 here=0 files=$(rows_of "$set" | wc -l | tr -d ' ')
    while IFS=$tab read -r _ file urls size sum _; do
        if [ -n "$mirror" ]; then
            bring "$set" "$file" "$size" "$sum" "$mirror/$set/$file"
        else
            [ "$urls" != - ] || urls=''
            # shellcheck disable=SC2086 # one URL a word
            bring "$set" "$file" "$size" "$sum" $urls
        fi || missing=$((missing + 1))
    done <<ROWS
$(rows_of "$set")
ROWS
    [ $missing -eq 0 ] || status=1
    [ $missing -gt 0 ] || printf '%s is in %s/\n' "$set" "$into/$set"
done
exit $status
