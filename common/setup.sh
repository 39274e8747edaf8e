#!/bin/sh
# setup.sh: installs what is missing and says what this machine has. `make setup` calls it; --developer asks too for
# what only the tests use.
#
# What is missing is found by trying (a program is run, a library is compiled against and linked), so it is right on any
# system; only what to install is a question of names. When nothing is missing it needs neither root nor a network.
set -u
cd "$(dirname "$0")/.." || exit 1
developer=no
[ "${1-}" != --developer ] || developer=yes
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cc=${CC:-gcc}

have() { command -v "$1" >/dev/null 2>&1; }

# Homebrew keeps its OpenBLAS out of pkg-config's sight.
for keg in /opt/homebrew/opt/openblas/lib/pkgconfig /usr/local/opt/openblas/lib/pkgconfig; do
    [ ! -d "$keg" ] || { PKG_CONFIG_PATH=${PKG_CONFIG_PATH:+$PKG_CONFIG_PATH:}$keg; export PKG_CONFIG_PATH; }
done

# --- What is missing, by trying ---------------------------------------------------------------------------------------

# links MODULE HEADER CALL: whether a program with that call compiles and links with pkg-config's flags for the module.
links() {
    flags=$(pkg-config --cflags --libs "$1" 2>/dev/null) || return 1
    printf '#include <stdio.h>\n#include <stddef.h>\n#include <%s>\nint main(void) { return !(%s); }\n' "$2" "$3" \
        >"$scratch/try.c"
    # shellcheck disable=SC2086 # flags are words
    $cc -o "$scratch/try" "$scratch/try.c" $flags >/dev/null 2>&1
}

compiles() {
    echo 'int main(void) { return 0; }' >"$scratch/try.c"
    # shellcheck disable=SC2086
    $cc $1 -o "$scratch/try" "$scratch/try.c" >/dev/null 2>&1
}

# clang's libFuzzer and sanitizers, which some systems have in a package of their own.
has_sanitizers() {
    echo 'int LLVMFuzzerTestOneInput(const char *bytes, unsigned long size) { return !bytes && size; }' \
        >"$scratch/try.c"
    clang -fsanitize=fuzzer,address,undefined -o "$scratch/try" "$scratch/try.c" >/dev/null 2>&1
}

# The words by which the lists below know what is missing. Without the first group nothing can be built; the second
# group is what the kit can do less without.
find_missing() {
    needed='' wanted=''
    { compiles '' && have ar; } || needed="$needed gcc"
    have make || needed="$needed make"
    have pkg-config || needed="$needed pkg-config"
    links openblas cblas.h 'cblas_sdot(0, NULL, 1, NULL, 1) == 0' || needed="$needed openblas"
    links check check.h 'suite_create("x") != NULL' || needed="$needed check"
    links libpng png.h 'png_access_version_number()' || needed="$needed png"
    links libjpeg jpeglib.h 'jpeg_std_error(NULL) == NULL' || needed="$needed jpeg"
    links zlib zlib.h 'zlibVersion() != NULL' || needed="$needed zlib"
    links libcjson cjson/cJSON.h 'cJSON_Version() != NULL' || needed="$needed cjson"
    # Only the instructor's tree grades classes.
    if [ -d grader/class ]; then
        links libarchive archive.h 'archive_version_string() != NULL' || wanted="$wanted archive"
        links yaml-0.1 yaml.h 'yaml_get_version_string() != NULL' || wanted="$wanted yaml"
        have sim_c || wanted="$wanted similarity"
        [ "$(uname -s)" != Linux ] || have ld.lld || wanted="$wanted lld" # a class is linked in half the time
    fi
    if [ "$(uname -s)" = Linux ]; then
        compiles -static || needed="$needed static-libc"
        links libseccomp seccomp.h 'seccomp_version() != NULL' || needed="$needed seccomp"
        have bwrap || wanted="$wanted bubblewrap"
    fi
    have gnuplot || wanted="$wanted gnuplot"
    have g++ || wanted="$wanted g++" # kernels for a GPU
    have curl || wanted="$wanted curl"
    [ $developer = no ] && return
    for tool in clang shellcheck python3 unzip prove xmllint strings setpriv; do
        have $tool || wanted="$wanted $tool"
    done
    links expat expat.h 'XML_ExpatVersion() != NULL' || wanted="$wanted expat"
    [ "$(uname -s)" != Linux ] || has_sanitizers || wanted="$wanted libfuzzer"
}

# --- What it is called, system by system ------------------------------------------------------------------------------
# libjpeg-dev is Debian's 62-turbo and Ubuntu's turbo8; - stands for what comes with the system.

package_names() {
    cat <<'END'
what        apt              dnf                              pacman         brew
gcc         gcc,libc6-dev    gcc                              gcc            gcc
static-libc libc6-dev        glibc-static                     glibc          -
make        make             make                             make           make
pkg-config  pkg-config       pkgconf-pkg-config               pkgconf        pkgconf
openblas    libopenblas-dev  openblas-devel,openblas-static   openblas       openblas
check       check            check-devel                      check          check
png         libpng-dev       libpng-devel                     libpng         libpng
jpeg        libjpeg-dev      libjpeg-turbo-devel              libjpeg-turbo  jpeg-turbo
zlib        zlib1g-dev       zlib-devel                       zlib           zlib
cjson       libcjson-dev     cjson-devel                      cjson          cjson
seccomp     libseccomp-dev   libseccomp-devel                 libseccomp     -
archive     libarchive-dev   libarchive-devel                 libarchive     libarchive
yaml        libyaml-dev      libyaml-devel                    libyaml        libyaml
similarity  similarity-tester -                               -              -
bubblewrap  bubblewrap       bubblewrap                       bubblewrap     -
lld         lld              lld                              lld            -
gnuplot     gnuplot-nox      gnuplot-minimal                  gnuplot        gnuplot
curl        curl             curl                             curl           curl
clang       clang            clang                            clang          -
libfuzzer   libclang-rt-dev  compiler-rt                      compiler-rt    -
g++         g++              gcc-c++                          gcc            -
shellcheck  shellcheck       ShellCheck                       shellcheck     shellcheck
python3     python3          python3                          python         python
unzip       unzip            unzip                            unzip          unzip
prove       perl             perl-Test-Harness                perl           perl
xmllint     libxml2-utils    libxml2                          libxml2        libxml2
strings     binutils         binutils                         binutils       binutils
setpriv     util-linux       util-linux                       util-linux     -
expat       libexpat1-dev    expat-devel                      expat          expat
END
}

# packages_of MANAGER WHAT...: the packages that bring these, each once.
packages_of() {
    package_names | awk -v asked="$*" '
        BEGIN { n = split(asked, word, " "); for (i = 2; i <= n; i++) wanted[word[i]] = 1 }
        NR == 1 { for (c = 2; c <= NF; c++) if ($c == word[1]) column = c; next }
        $1 in wanted && $column != "-" {
            m = split($column, package, ",")
            for (i = 1; i <= m; i++) if (!seen[package[i]]++) printf " %s", package[i]
        }'
}

# --- Installing -------------------------------------------------------------------------------------------------------

# offered PACKAGE...: those of them that this system has, as far as can be told: apt's lists say it, once they are here.
offered() {
    listed=
    [ "$manager" != apt-get ] || listed=$(apt-cache madison make "$@" 2>/dev/null | awk '{ print $1 }')
    for p; do
        if [ -z "$listed" ] || echo "$listed" | grep -qxF "$p"; then printf ' %s' "$p"; fi
    done
}

# to_install: the packages that bring what is missing. What the kit can do without, and this system does not have, does
# not stop the rest.
# shellcheck disable=SC2046,SC2086 # names are words
to_install() {
    packages_of "${manager%-get}" $needed
    [ -z "$wanted" ] || offered $(packages_of "${manager%-get}" $wanted)
}

# run COMMAND...: shows it, runs it as root where root is needed, and shows what it printed only when it fails.
run() {
    echo "    ${become:+$become }$*"
    $become "$@" >"$scratch/log" 2>&1 </dev/null && return 0
    tail -n 15 "$scratch/log" | sed 's/^/    | /' >&2
    return 1
}

install_missing() {
    names=$needed$wanted
    manager=
    for m in apt-get dnf pacman brew; do
        have "$m" && { manager=$m; break; }
    done
    if [ -z "$manager" ]; then
        cat >&2 <<END
setup: neither apt, dnf, pacman nor brew is here. Missing:$names
The whole list: gcc, make, pkg-config, OpenBLAS, Check (libcheck), libpng, libjpeg-turbo, zlib, cJSON, libseccomp, a
static C library (each with its headers and its pkg-config file), gnuplot, curl and bubblewrap. Install them, then
type make setup again.
END
        return 1
    fi

    packages=$(to_install)
    [ -n "$packages" ] || return 1
    quiet=
    case $manager in
        apt-get)
            # No question, and a wait for another apt that is at work.
            quiet="env DEBIAN_FRONTEND=noninteractive"
            command="apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120" ;;
        dnf) command="dnf install -y" ;;
        pacman) command="pacman -S --needed --noconfirm" ;;
        brew) command="brew install" ;;
    esac
    become=
    if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
        if ! have sudo || { ! sudo -n true 2>/dev/null && [ ! -t 0 ]; }; then
            echo "setup: this needs root, and sudo cannot be had here. Ask an administrator to run:" >&2
            [ "$manager" != apt-get ] || echo "    apt-get update" >&2
            echo "    $command$packages" >&2
            return 1
        fi
        become=sudo
        if ! sudo -n true 2>/dev/null; then
            echo "setup: sudo asks for your password, to install:$packages"
            sudo -v || return 1
        fi
    fi
    echo "setup: missing:$names; this takes a minute or two:"
    case $manager in
        # One list that cannot be had does not stop the others.
        apt-get) run apt-get update || echo "setup: apt-get update failed; going on with the lists that are here" >&2 ;;
        pacman) ls /var/lib/pacman/sync/*.db >/dev/null 2>&1 || run pacman -Sy || return 1 ;;
    esac
    packages=$(to_install)
    [ -n "$packages" ] || return 1
    # shellcheck disable=SC2086 # names are words
    run $quiet $command $packages && return 0
    echo "setup: the command above failed" >&2
    case $manager in
        apt-get) echo "    (on Ubuntu some of these are in 'universe': add-apt-repository universe)" >&2 ;;
        dnf) echo "    (on RHEL and its kin some of these are in CRB and EPEL)" >&2 ;;
    esac
    return 1
}

# --- What this machine has --------------------------------------------------------------------------------------------

row() { # row yes|no what text
    if [ "$1" = yes ]; then mark='✓'; else mark='✗'; fi
    printf '  %s %-14s %s\n' "$mark" "$2" "$3"
}

blas() {
    flags=$(pkg-config --cflags --libs openblas 2>/dev/null) || return 1
    cat >"$scratch/blas.c" <<'END'
#include <stdio.h>
char *openblas_get_config(void), *openblas_get_corename(void);
int openblas_get_num_threads(void);
int main(void) {
    char name[64] = "", version[64] = "";
    sscanf(openblas_get_config(), "%63s %63s", name, version);
    int n = openblas_get_num_threads();
    const char *s = n == 1 ? "" : "s";
    return printf("%s %s, %d thread%s, kernels for %s\n", name, version, n, s, openblas_get_corename()) < 0;
}
END
    # shellcheck disable=SC2086
    $cc -o "$scratch/blas" "$scratch/blas.c" $flags 2>/dev/null && "$scratch/blas" 2>/dev/null
}

table() {
    if compiles ''; then row yes compiler "$($cc --version | head -n 1)"; else row no compiler "no $cc"; fi
    ! have clang || row yes '' "$(clang --version | head -n 1)"
    if found=$(blas); then row yes BLAS "$found"; else row no BLAS "no OpenBLAS"; fi
    absent='' seccomp=''
    [ "$(uname -s)" != Linux ] || seccomp=', seccomp'
    for l in check png jpeg zlib cjson seccomp; do
        case " $needed " in *" $l "*) absent="$absent $l" ;; esac
    done
    if [ -z "$absent" ]; then row yes libraries "check, png, jpeg, zlib, cjson$seccomp"
    else row no libraries "missing:$absent"; fi
    if have gnuplot; then row yes gnuplot "$(gnuplot --version 2>/dev/null)"
    else row no gnuplot "none: no curves are drawn"; fi
    if have curl; then row yes curl "$(curl --version | sed -n '1s/^curl \([^ ]*\).*/\1/p')"
    else row no curl "none: make data takes data sets from a folder only"; fi

    nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc 2>/dev/null)
    if [ -n "$nvcc" ]; then
        row yes 'CUDA compiler' "$nvcc $("$nvcc" --version | sed -n 's/.*release \([0-9.]*\).*/\1/p')"
    else
        row no 'CUDA compiler' "none: everything runs on the CPU"
    fi
    gpu=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -n 1)
    if [ -n "$gpu" ]; then row yes GPU "$gpu"; else row no GPU "none found (by nvidia-smi)"; fi

    if bwrap --unshare-all --ro-bind / / true >/dev/null 2>&1; then box='bubblewrap works'
    elif have bwrap; then box='bubblewrap may not run here (no user namespaces)'
    else box='no bubblewrap'; fi
    if grep -q '^Seccomp:' /proc/self/status 2>/dev/null; then row yes sandbox "seccomp, $box"
    else row no sandbox "no seccomp, $box: fine for your own code, not for other people's"; fi
}

# What it means for the user that something is not there.
going_on() {
    for w in $wanted; do
        case $w in
            archive | yaml) needs='make class needs it' ;;
            similarity) needs='make similarity needs it' ;;
            lld) needs='a class is linked more slowly' ;;
            bubblewrap) needs='the compiler gets a weaker box' ;;
            gnuplot) needs='no curves are drawn' ;;
            g++) needs='kernels for a GPU need it' ;;
            curl) needs='make data takes data sets from a folder only' ;;
            *) needs='some tests are skipped' ;;
        esac
        echo "setup: going on without $w: $needs"
    done
}

find_missing
status=0
if [ -n "$needed$wanted" ]; then
    if install_missing; then
        find_missing
        [ -z "$needed" ] || echo "setup: installed, but still not usable:$needed" >&2
    fi
    # One can go on without curves, or without some of the tests.
    if [ -n "$needed" ]; then status=1; elif [ -n "$wanted" ]; then going_on; fi
fi
table
exit $status
