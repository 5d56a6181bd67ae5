/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers, between phone.c and normalise.c. */
#ifndef CFD_LIB_CRYPTO_PHONE_H
#define CFD_LIB_CRYPTO_PHONE_H

#include "lib/crypto/words.h"

/* Writes a number's digits, with a + in front of an international one. False: not 7 to 15 digits,
 * or something that does not belong into a number. */
bool cfdi_put_phone(struct cfdi_writer *writer, struct cfd_bytes value);

#endif
