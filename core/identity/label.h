/* SPDX-License-Identifier: Apache-2.0
 * What may be shown of a consumer. Labels by what a value is, the first that fits:
 *
 *     not printable ASCII                   ""  (no hint: its end may be half a character)
 *     id with '@'                           a...@e...
 *     id that is '+' and 7 to 15 digits     +...
 *     id with a blank between letters       A... S...
 *     id that has room                      itself, in clear
 *     secret, or an id without room         ...wxyz from 20 characters on, else ""
 *     address                               192.0.2.0/24, 2001:db8:1::/48 */
#ifndef CFD_CORE_IDENTITY_LABEL_H
#define CFD_CORE_IDENTITY_LABEL_H

#include <cofferdam/consumer.h>

#define CFDI_IPV6_BYTES 16u

/* What stands before an IPv4 address in its 16 byte form. */
extern const uint8_t cfdi_ipv4_prefix[12];

/* Writes label and is_clear of a consumer, whose credential is set and whose label is empty; an id
 * that is not printable or has no room becomes a secret. value has at least one byte. */
void cfdi_label_credential(struct cfd_consumer *consumer, struct cfd_bytes value);

/* Writes the network of an address. */
void cfdi_label_network(const uint8_t address[CFDI_IPV6_BYTES],
                        char out_label[CFD_CONSUMER_LABEL_BYTES]);

#endif
