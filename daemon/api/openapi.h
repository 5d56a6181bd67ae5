/* SPDX-License-Identifier: Apache-2.0
 * docs/openapi.yaml as it was when this was built; tools/embed makes the source. */
#ifndef CFD_DAEMON_API_OPENAPI_H
#define CFD_DAEMON_API_OPENAPI_H

#include <stddef.h>

extern const unsigned char cfdi_openapi_yaml[];
extern const size_t cfdi_openapi_yaml_bytes; /* without the 0 behind it */

#endif
