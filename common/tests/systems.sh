#!/usr/bin/env bash
# systems.sh: does README's commands on other systems. Each gets a minimal root folder (debootstrap) of its own with
# git, make and nothing else; a copy of this tree is put into it and taken through the commands, as root and as an
# ordinary user, without a variable of this environment.
#
#   common/tests/systems.sh [--test] [SYSTEM...]     default: debian12 debian13 ubuntu24.04
#
#   --test       `make setup test`, too: the tests, which take long
#   SYSTEM       debian12, debian13, ubuntu24.04; debian12-arm64 and debian13-arm64 are for an x86-64 machine with
#                qemu-user-static: a cross compiler builds the whole kit for aarch64, and every program that is built
#                runs under qemu, the library's tests among them. qemu has no seccomp, so nothing is graded there
#   ROOTS=/var/tmp/gradlab-systems     where the root folders are; one that is there already is used again
#   DEBIAN=URL UBUNTU=URL              the mirrors
#
# Needs root, debootstrap and unshare. Prints a row of README's table for each command; the words that a command has
# printed stay in $ROOTS/SYSTEM.WHO.log. Status 1 when a command fails or the compiler warns.
set -u
cd "$(dirname "$0")/../.." || exit 1
ROOTS=${ROOTS:-/var/tmp/gradlab-systems}
DEBIAN=${DEBIAN:-http://deb.debian.org/debian}
UBUNTU=${UBUNTU:-http://archive.ubuntu.com/ubuntu}
bad=0 tests=''
[ "${1-}" != --test ] || { tests=yes && shift; }

die() { echo "systems.sh: $*" >&2; exit 2; }
[ "$(id -u)" = 0 ] || die 'only root can make the root folder of a system: sudo common/tests/systems.sh'
for tool in debootstrap unshare; do
    command -v $tool >/dev/null || die "$tool is missing: apt install debootstrap util-linux"
done

# release SYSTEM: its name, mirror and parts for debootstrap.
release() {
    case ${1%-arm64} in
        debian12) echo "bookworm $DEBIAN main" ;;
        debian13) echo "trixie $DEBIAN main" ;;
        ubuntu24.04) [ "$1" = ubuntu24.04 ] && echo "noble $UBUNTU main,universe" ;;
        *) return 1 ;;
    esac
}

# as_aarch64 ROOT: a root folder of this machine's that builds for aarch64, as if it were such a machine. No package of
# aarch64's is set up under qemu, which takes hours: apt sets them up as libraries of a foreign architecture.
as_aarch64() {
    local root=$1 tool
    local cross=(gcc-aarch64-linux-gnu g++-aarch64-linux-gnu pkg-config gnuplot-nox curl bubblewrap lld)
    cross+=(similarity-tester)
    for tool in libc6 libstdc++6 libopenblas libpng libjpeg zlib1g libcjson libseccomp libarchive libyaml check; do
        case $tool in libc6 | libstdc++6 | check) cross+=("$tool:arm64") ;; *) cross+=("$tool-dev:arm64") ;; esac
    done
    chroot "$root" sh -c 'dpkg --add-architecture arm64 && apt-get update && export DEBIAN_FRONTEND=noninteractive &&
        apt-get install -y --no-install-recommends "$@"' sh "${cross[@]}" || return 1
    for tool in gcc g++ ar nm ld as objcopy objdump strip ranlib readelf addr2line; do
        ln -s "/usr/bin/aarch64-linux-gnu-$tool" "$root/usr/local/bin/$tool" || return 1
    done
    ln -s gcc "$root/usr/local/bin/cc"
    # shellcheck disable=SC2016 # the arguments of the scripts
    {
        printf '#!/bin/sh\n/usr/bin/uname "$@" | sed s/x86_64/aarch64/g\n' >"$root/usr/local/bin/uname"
        printf '#!/bin/sh\nPKG_CONFIG_LIBDIR=%s exec /usr/bin/pkg-config "$@"\n' \
            /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig >"$root/usr/local/bin/pkg-config"
    }
    chmod 755 "$root/usr/local/bin/uname" "$root/usr/local/bin/pkg-config"
}

# make_root SYSTEM: $ROOTS/SYSTEM, whole or not at all.
make_root() {
    local root=$ROOTS/$1 name mirror parts script=()
    [ ! -d "$root" ] || return 0
    read -r name mirror parts <<<"$(release "$1")"
    # An older debootstrap has no script for a newer Ubuntu; all of Ubuntu's are links to this one.
    [ "$mirror" != "$UBUNTU" ] || [ -e "/usr/share/debootstrap/scripts/$name" ] || script=(gutsy)
    rm -rf "$root.part"
    debootstrap --variant=minbase --components="$parts" --include=git,make,ca-certificates "$name" \
        "$root.part" "$mirror" "${script[@]}" >"$root.debootstrap.log" 2>&1 || {
        echo "systems.sh: $1 cannot be made: $(tail -n 1 "$root.debootstrap.log")" >&2
        return 1
    }
    # Compilers and libraries, nothing that starts: no service runs in here.
    printf '#!/bin/sh\nexit 101\n' >"$root.part/usr/sbin/policy-rc.d" && chmod 755 "$root.part/usr/sbin/policy-rc.d"
    chroot "$root.part" useradd --create-home --shell /bin/bash student
    if foreign "$1" && ! as_aarch64 "$root.part" >"$root.packages.log" 2>&1; then
        echo "systems.sh: $1 cannot be made: $(tail -n 1 "$root.packages.log")" >&2
        return 1
    fi
    mv "$root.part" "$root"
}

# inside SYSTEM WHO COMMAND...: with the root folder as the root of all (and not by chroot, in which no user namespace
# can be made, so that the sandbox would be another one).
inside() {
    local root=$ROOTS/$1 who=$2
    shift 2
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount --pid --fork --kill-child bash -c '
        root=$1 who=$2 && shift 2
        mount --make-rprivate / && mount --bind "$root" "$root" && cd "$root" || exit 3
        mount -t proc proc proc && mount --rbind /dev dev && mount --bind /etc/resolv.conf etc/resolv.conf &&
            mount -t tmpfs tmpfs tmp || exit 3
        mkdir -p old && pivot_root . old && umount -l /old || exit 3
        exec /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
            /sbin/runuser -u "$who" -- /bin/sh -c "cd && $*"' inside "$root" "$who" "$@" </dev/null
}

# home SYSTEM WHO: the user's home folder, as this machine sees it.
home() { [ "$2" = root ] && echo "$ROOTS/$1/root" || echo "$ROOTS/$1/home/$2"; }

# How many warnings were printed, or stand in what the builds keep of the compilers' words.
warnings_of() { # SYSTEM WHO
    local tree
    tree=$(home "$1" "$2")/gradlab/build
    cat "$ROOTS/$1.$2.log" "$tree"/*/build.log "$tree/test/build.out" 2>/dev/null | grep -c 'warning: '
}

# try SYSTEM WHO COMMAND: a row of the table.
try() {
    local system=$1 who=$2 command=$3 log=$ROOTS/$1.$2.log begun=$SECONDS verdict=passed warnings
    echo "--- $command" >>"$log"
    inside "$system" "$who" "cd gradlab && $command" >>"$log" 2>&1 || verdict="failed with status $?"
    warnings=$(warnings_of "$system" "$who")
    [ "$verdict" = passed ] && [ "$warnings" = 0 ] || bad=1
    # shellcheck disable=SC2016 # the quotes are the table's
    printf '| %s | %s | %s | `%s` | %s, %d warnings | %d s |\n' "$system" "$(compiler "$system")" "$who" "$command" \
        "$verdict" "$warnings" $((SECONDS - begun))
}
foreign() { case $1 in *-arm64) ;; *) false ;; esac }
compiler() { inside "$1" root 'gcc -dumpfullversion' 2>/dev/null | sed 's/^/gcc /'; }

# The tree as it is here, without what is built or fetched.
copy_tree() { # SYSTEM WHO
    local home
    home=$(home "$1" "$2")
    rm -rf "$home/gradlab" && mkdir "$home/gradlab" || return 1
    tar -cf - --exclude=./build --exclude=./.git . | tar -xf - -C "$home/gradlab" --no-same-owner
    chroot "$ROOTS/$1" chown -R "$2:" "${home#"$ROOTS/$1"}/gradlab"
    : >"$ROOTS/$1.$2.log"
}

[ $# -gt 0 ] || set -- debian12 debian13 ubuntu24.04
for system; do
    release "$system" >/dev/null || die "$system: debian12, debian13 or ubuntu24.04 is expected, or debian12-arm64"
    ! foreign "$system" || grep -q '^flags.*F' /proc/sys/fs/binfmt_misc/qemu-aarch64 2>/dev/null ||
        die "$system: no qemu for aarch64 here: apt install qemu-user-static binfmt-support"
done
mkdir -p "$ROOTS" || exit 2
echo '| system | compiler | as | command | what came of it | time |'
echo '|---|---|---|---|---|---|'
for system; do
    make_root "$system" || { bad=1 && continue; }
    # Root comes first: what make setup installs is there for the student.
    for who in $(foreign "$system" || echo root) student; do
        copy_tree "$system" $who || { bad=1 && continue; }
        if foreign "$system"; then
            try "$system" $who 'make setup lib'
            try "$system" $who 'CK_TIMEOUT_MULTIPLIER=200 bash common/tests/run.sh --suite library-float'
            try "$system" $who 'CK_TIMEOUT_MULTIPLIER=200 bash common/tests/run.sh --suite library'
            try "$system" $who 'bash common/tests/run.sh --suite emulated'
            try "$system" $who 'make -s -f common/build.mk grade grader-tests'
            continue
        fi
        try "$system" $who 'make setup grade LAB=3 CODE=reference'
        [ -z "$tests" ] || try "$system" $who 'make setup test'
    done
done
exit $bad
