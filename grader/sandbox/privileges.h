/* privileges.h: giving up root's rights, in a child, for good. */
#pragma once

typedef enum Privileges {
    PRIVILEGES_NONE,   /* was not root to begin with */
    PRIVILEGES_NOBODY, /* uid and gid 65534, no groups */
    PRIVILEGES_NO_CAPS, /* still called root, without a capability: a namespace in which there is no uid 65534 */
    PRIVILEGES_ROOT    /* could not be given up */
} Privileges;

enum { NOBODY_UID = 65534 };

/* May be called between vfork and the start of a program. Goes with PR_SET_NO_NEW_PRIVS, without which a root would get
 * its capabilities back by exec. */
Privileges privileges_drop(void);
/* What privileges_drop gives here, found by a child that tries it. */
Privileges privileges_try(void);
