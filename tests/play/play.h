/*
 * One play: reads a file of lines and plays them.
 *
 *   tree FILE                          the collector's tree (beside the play); may be refused
 *   with {JSON}                        the same tree, changed: see playtree.h
 *   at TIME                            virtual now, RFC 3339
 *   raise DEVICE PART KIND SEVERITY    a fault message of agent lyon-2; KIND may be KIND,QUALIFIER
 *   clear DEVICE PART KIND SEVERITY
 *   change DEVICE PART KIND SEVERITY
 *   say raise|clear DEVICE RESOURCE KIND SEVERITY   device ("-" none) and resource apart
 *   skip                               the next message's number is left out (a hole)
 *   fill DEVICE PART KIND SEVERITY     the left-out message arrives, a raise
 *   again                              the last fault message arrives a second time
 *   poison                             a message whose kind no pack knows
 *   made 9m                            what follows was made so long before it comes
 *   began 9s                           the faults that follow began so long before they come
 *   alone yes|no                       they are known to take no other with them
 *   heartbeat | inventory | standing JSON
 *   gap FROM TO                        those numbers never come
 *   evidence DEVICE PART KIND PARTS
 *   parts N standing|inventory JSON
 *   agent NAME [CLAIMED]               who says what follows, perhaps in another's name
 *   spool NAME [N]                     8 letters: another spool, numbered from N (1)
 *   trap ADDRESS 1|2|3 OID [OID=NUMBER | OID=.OID | engine=HEX | origin=ADDRESS ...]
 *                                      a device's own; by 3 its digest is good
 *   excess N trap|inform ADDRESS 1|2|3 OID ...   N of them, beyond the budget of their source
 *   unread N ADDRESS                   N that were refused without a look
 *   mail NAME=VALUE; NAME=VALUE ...    a mail: from, to, subject, text, message-id, in-reply-to,
 *                                      references, auto-submitted; at: when it was taken
 *   elapse 4h | 15m | 30s | 2d         time passes; what is due is done at its moment
 *   sleep 10h                          time passes while nobody looks
 *   step +1h                           somebody sets the wall clock, forward or back
 *   restart                            the collector goes away and comes back
 *   away 5h                            the same, and so long passes meanwhile
 *   stall 5m                           the collector stands still for so long
 *   key KEY                            idempotency key of the next command or mail
 *   command USER VERB CASE [TEXT]      take, note, reply; close CAUSE | CURE
 *   relay accepts                      a courier takes all that waits, and the relay accepts it
 *   explain CASE fr|en                 the clocks of a case day by day, as a document
 *   report CONTRACT MONTH fr|en [client|internal]   the report of a month, as a document
 *   sites N | each N ... | courier ... many of the same at once: see playmany.h
 *   expect WHAT ...                    see expect.h
 *   differs REASON                     replayed, it comes out otherwise, and why
 *
 * At its end what the outbox tells has French: see playfrench.h.  With --again each play is replayed at its end (playagain.h): its desk's recording must come out
 * as it did.  With --marks a mark is made before each 'elapse', and it is replayed from each of
 * them, too.
 */
#ifndef VG_TESTS_PLAY_PLAY_H
#define VG_TESTS_PLAY_PLAY_H

#include <stddef.h>

enum { VG_PLAY_AGAIN = 1, VG_PLAY_MARKS };

/*
 * Plays 'path', and with 'again' (one of the above; 0: not) replays it at its end; 1 when all went
 * as written, else 0 with the reason in 'why'.
 */
int
vg_play_run(const char *path, int again, char *why, size_t size);

#endif
