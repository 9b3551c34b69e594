/*
 * Hashes of pass phrases: scrypt (RFC 7914), as text "$scrypt$ln=15,r=8,p=1$SALT$HASH", salt and
 * hash in hexadecimal.
 *
 * One check takes about a tenth of a second and 32 MiB, which is what it is for: no loop makes one.
 */
#ifndef VG_LIB_BASE_SCRYPT_H
#define VG_LIB_BASE_SCRYPT_H

#include <stdbool.h>
#include <stddef.h>

enum { VG_SCRYPT_SALT_SIZE = 16, VG_SCRYPT_HASH_SIZE = 32, VG_SCRYPT_TEXT_SIZE = 144 };

/* A hash taken apart. */
struct vg_scrypt {
	unsigned ln; /* its cost, as a power of two; 14..17 */
	unsigned r;  /* 8 */
	unsigned p;  /* 1..4 */
	unsigned char salt[VG_SCRYPT_SALT_SIZE];
	unsigned char hash[VG_SCRYPT_HASH_SIZE];
};

/*
 * Reads 'text' (borrowed).  VG_OK, or VG_EPARSE for what is none, or costs too little or too much.
 */
int
vg_scrypt_parse(const char *text, struct vg_scrypt *scrypt);

/*
 * Makes the hash of 'size' octets at 'phrase' with 'salt' (random; both borrowed) and writes it
 * into 'text'.  VG_OK, or VG_EIO when there is no memory for it.
 */
int
vg_scrypt_make(const void *phrase, size_t size,
    const unsigned char salt[VG_SCRYPT_SALT_SIZE], char text[VG_SCRYPT_TEXT_SIZE]);

/*
 * Whether 'scrypt' is the hash of 'size' octets at 'phrase' (both borrowed), compared in a time
 * that does not tell where they differ.
 */
bool
vg_scrypt_check(const struct vg_scrypt *scrypt, const void *phrase, size_t size);

#endif
