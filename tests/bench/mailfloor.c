/*
 * The floor under vigie-mail-intake: a process for each mail, which puts what it is given on disk
 * and ends.  Nothing is read, told or filed: what an intake costs beyond this is its own.
 *
 *   mailfloor FOLDER < MAIL
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	static char piece[65536];
	char path[4096];
	ssize_t n;

	if (argc != 2)
		return 64;
	snprintf(path, sizeof(path), "%s/%ld", argv[1], (long)getpid());
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while (fd >= 0 && (n = read(STDIN_FILENO, piece, sizeof(piece))) > 0) {
		if (write(fd, piece, (size_t)n) != n)
			return 75;
	}
	return fd >= 0 && fsync(fd) == 0 ? 0 : 75;
}
