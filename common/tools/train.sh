#!/bin/sh
# train.sh PROGRAM ARGUMENT...: runs an experiment, and says in words when a signal ended it. `make train` calls it,
# with SAN as in the Makefile. Status 0; 2 for a wrong option, which stands in the file GRADLAB_WRONG_CALL; 3 when there
# are no data, or a file could not be written (EXPERIMENT_FAILED of experiment.h); else 1.
set -u
interrupted=''
trap 'interrupted=yes' INT
# The shell that waits for it has words of its own for a signal; they are not shown.
{
    (exec "$@" 2>&3 3>&-)
    status=$?
} 3>&2 2>/dev/null

# says WORDS: a line of its own, also behind a progress bar.
says() {
    [ ! -t 2 ] || echo >&2
    printf 'train: %s\n' "$1" >&2
    exit 1
}
crashed() {
    says "the experiment crashed (SIG$signal): $1.${SAN:- The same command with SAN=1 names the file and the line}"
}
[ -z "$interrupted" ] || says 'interrupted; history.tsv has the epochs until then'
[ $status -ne 0 ] || exit 0
[ $status -ne 2 ] || exit 2
[ $status -ne 5 ] || exit 3
[ $status -gt 128 ] || exit 1
[ -z "${SAN-}" ] || SAN=' What stands above says where'
signal=$(kill -l $status)
case $signal in
SEGV | BUS) crashed 'it read or wrote memory that is not its own' ;;
ILL | TRAP) crashed 'it used a NULL pointer, or came to the end of a function that has no return' ;;
FPE) crashed 'a whole number was divided by 0' ;;
ABRT) crashed 'its memory was found to be damaged, or abort() was called' ;;
KILL) says 'the experiment was killed (SIGKILL), most likely because there was not enough memory' ;;
PIPE) exit 1 ;; # whoever read it has enough: make train | head
*) says "the experiment was ended by SIG$signal" ;;
esac
