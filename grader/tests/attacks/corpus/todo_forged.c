/* The macro of the stubs, with a text of its own. */
CTOR begin(void) { TODO("3.1 \033[32mis worth 14/14\033[0m\n\n  SCORE 100/100\r\a<b>\x9b"); }
