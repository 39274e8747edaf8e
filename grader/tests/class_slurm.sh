#!/usr/bin/env bash
# class_slurm.sh: a class by Slurm, on a cluster of three nodes that all are this machine, of which one is lost in the
# middle: the gradebook is the one that this machine writes alone, byte by byte. Prints a line "ok ...", "not ok ..." or
# "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

PATH=$PATH:/usr/sbin
for tool in slurmctld slurmd sbatch squeue munged; do
    command -v $tool >/dev/null || { skip "a class by Slurm: $tool is not installed"; exit 0; }
done
pkg-config --exists libarchive yaml-0.1 || { skip "a class by Slurm: libarchive or libyaml is not installed"; exit 0; }
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc class-program "$BUILD/gcc/toy/grade-90_toy" toy-kits \
    >"$scratch/out" 2>&1 || { cat "$scratch/out"; echo "not ok - the program is built"; exit 1; }
export GRADLAB_PROGRESS=none

# --- The cluster ------------------------------------------------------------------------------------------------------
cluster=$scratch/cluster
mkdir -p "$cluster"/{state,spool,log,munge} && chmod 755 "$cluster"/*
port=$((20000 + $$ % 10000))
host=$(hostname -s)
head -c 128 /dev/urandom >"$cluster/munge/key" && chmod 400 "$cluster/munge/key"
cat >"$cluster/slurm.conf" <<E
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$cluster/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd-%n.pid
SlurmctldLogFile=$cluster/log/slurmctld.log
SlurmdLogFile=$cluster/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=5
KillWait=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 3))] CPUs=1 RealMemory=1000
PartitionName=all Nodes=n[1-3] Default=YES MaxTime=INFINITE State=UP
E
export SLURM_CONF=$cluster/slurm.conf
# stop FILE: ends the daemon whose process this file names.
stop() { [ ! -s "$1" ] || kill "${2:--TERM}" "$(cat "$1")" 2>/dev/null; }
stop_cluster() {
    scancel --user "$(id -un)" 2>/dev/null
    sleep 1
    for file in "$cluster"/slurmd-*.pid "$cluster/slurmctld.pid" "$cluster/munge/pid"; do stop "$file"; done
    sleep 1
}
at_end stop_cluster
munged --force --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" --pid-file="$cluster/munge/pid" \
    --log-file="$cluster/munge/log" --seed-file="$cluster/munge/seed" >"$scratch/log" 2>&1 &&
    slurmctld -c -f "$SLURM_CONF" >>"$scratch/log" 2>&1
for node in n1 n2 n3; do slurmd -N $node -f "$SLURM_CONF" >>"$scratch/log" 2>&1; done
for _ in $(seq 240); do
    [ "$(sinfo --noheader --format=%D --states=idle 2>/dev/null)" != 3 ] || break
    sleep 0.5
done
if [ "$(sinfo --noheader --format=%D --states=idle 2>/dev/null)" != 3 ]; then
    skip "a class by Slurm: its daemons do not start here: $(tail -n 1 "$scratch/log")"
    exit 0
fi

# --- A class ----------------------------------------------------------------------------------------------------------
toy=grader/tests/toy
for i in $(seq 12); do
    mkdir -p "$scratch/hand/s$i"
    cp $toy/reference/90_toy/*.c "$scratch/hand/s$i"
    [ $((i % 3)) -ne 0 ] || cp $toy/labs/90_toy/more.c "$scratch/hand/s$i"
    printf '/* %d */\n' "$i" >>"$scratch/hand/s$i/toy.c"
done
head -c 32 /dev/urandom >"$scratch/key"
class() { # class OUT ARGUMENTS...
    local out=$scratch/$1
    shift
    "$BUILD/gcc/grader/class" --lab 90_toy --table $toy/labs/90_toy/lab.tsv --grader "$BUILD/gcc/toy/grade-90_toy" \
        --kit "$BUILD/gcc/toy/probe/90_toy" --reference $toy/reference/90_toy --key "$scratch/key" --out "$out" \
        --submissions "$scratch/hand" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}
class local
verdict "this machine grades the class" test $status -eq 0

# A node is lost: its daemon, and all that it has started.
lose_node() {
    local pid children
    for _ in $(seq 1200); do
        [ -z "$(squeue --noheader --nodelist=n2 --states=running --format=%i 2>/dev/null)" ] || break
        sleep 0.1
    done
    sleep 0.5
    squeue --noheader --nodelist=n2 --states=running --format=%i >"$scratch/lost"
    stop "$cluster/slurmd-n2.pid" -KILL
    for pid in $(pgrep -f '^slurmstepd:'); do
        tr '\0' '\n' <"/proc/$(pgrep -P "$pid" | head -n 1)/environ" >"$scratch/job" 2>/dev/null
        grep -Fxq "SLURM_CONF=$SLURM_CONF" "$scratch/job" && grep -Fxq SLURMD_NODENAME=n2 "$scratch/job" || continue
        # The step's daemon first: it would tell that its job has failed, and a lost node tells nothing.
        children=$(pgrep -P "$pid")
        kill -KILL "$pid"
        [ -z "$children" ] || echo "$children" | xargs kill -KILL 2>/dev/null
    done
}
lose_node &
class cluster --slurm --slices 6
wait $!
verdict "the cluster grades it, with a node that is lost in the middle" test "$status" -eq 0
verdict "something was lost" test -s "$scratch/lost"
requeued() { grep -Eiq 'requeu' "$cluster/log/slurmctld.log"; }
verdict "and given to another node" requeued
same() { for file in gradebook canvas moodle attention; do cmp "$scratch"/{local,cluster}/$file.csv || return 1; done; }
verdict "the gradebook is the same, byte by byte" same
graded_all() { [ "$(grep -c ',graded,' "$scratch/cluster/gradebook.csv")" = 12 ]; }
verdict "and has all of them" graded_all
exit $bad
