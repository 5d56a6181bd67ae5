/* SPDX-License-Identifier: Apache-2.0
 * The reader of forms: names and values in turn. */
#include "core/decode/form.h"

#include <string.h>

static int hex_value(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'f' ? (byte | 0x20) - 'a' + 10 : -1;
}

static void keep(struct cfd_form *form, uint8_t byte)
{
    if (form->text_bytes == CFD_FORM_TEXT_MAX_BYTES)
        form->is_cut = true;
    else
        form->text[form->text_bytes++] = byte;
}

/* What began as an escape is none. */
static void release_escape(struct cfd_form *form)
{
    uint8_t escape_bytes = form->escape_bytes;

    form->escape_bytes = 0;
    for (uint8_t i = 0; i < escape_bytes; i++)
        keep(form, form->escape[i]);
}

static void take(struct cfd_form *form, uint8_t byte)
{
    if (form->escape_bytes > 0 && hex_value(byte) < 0)
        release_escape(form);
    if (byte == '%' || form->escape_bytes == 1) {
        form->escape[form->escape_bytes++] = byte;
    } else if (form->escape_bytes == 2) {
        form->escape_bytes = 0;
        keep(form,
             (uint8_t)((unsigned)hex_value(form->escape[1]) << 4 | (unsigned)hex_value(byte)));
    } else {
        keep(form, byte == '+' ? ' ' : byte);
    }
}

static enum cfd_status tell(struct cfd_form *form, enum cfd_json_type type)
{
    struct cfd_bytes text;

    release_escape(form);
    text = cfd_bytes_of(form->text, form->text_bytes);
    if (!form->is_open)
        CFD_TRY(cfdi_tell_mark(&form->out, CFD_JSON_OBJECT_BEGIN, form->text_offset));
    form->is_open = true;
    CFD_TRY(cfdi_tell_text(&form->out, type, text, form->text_offset,
                           form->offset - form->text_offset, form->is_cut));
    form->text_bytes = 0;
    form->is_cut = false;
    return CFD_OK;
}

static enum cfd_status end_name(struct cfd_form *form)
{
    CFD_TRY(tell(form, CFD_JSON_KEY));
    form->is_value = true;
    return CFD_OK;
}

/* A name without = has an empty value; nothing between two & is nothing. */
static enum cfd_status end_pair(struct cfd_form *form)
{
    if (!form->is_value && form->text_bytes == 0 && form->escape_bytes == 0)
        return CFD_OK;
    if (!form->is_value) {
        CFD_TRY(end_name(form));
        form->text_offset = form->offset;
    }
    CFD_TRY(tell(form, CFD_JSON_STRING));
    form->is_value = false;
    return CFD_OK;
}

static enum cfd_status read_byte(struct cfd_form *form, uint8_t byte)
{
    uint64_t next_offset = form->offset + cfdi_width(form->has_units, byte);

    if (byte == '&')
        CFD_TRY(end_pair(form));
    else if (byte == '=' && !form->is_value)
        CFD_TRY(end_name(form));
    else
        take(form, byte);
    form->offset = next_offset;
    if (byte == '&' || (form->text_bytes == 0 && form->escape_bytes == 0))
        form->text_offset = next_offset;
    return CFD_OK;
}

void cfd_form_init(struct cfd_form *form, bool has_units, cfd_json_sink sink, void *ctx)
{
    memset(form, 0, offsetof(struct cfd_form, text));
    form->out = (struct cfdi_out){sink, ctx};
    form->has_units = has_units;
}

enum cfd_status cfd_form_feed(struct cfd_form *form, const uint8_t *data, size_t data_bytes)
{
    for (size_t i = 0; i < data_bytes; i++)
        CFD_TRY(read_byte(form, data[i]));
    return CFD_OK;
}

enum cfd_status cfd_form_finish(struct cfd_form *form)
{
    CFD_TRY(end_pair(form));
    return form->is_open ? cfdi_tell_mark(&form->out, CFD_JSON_OBJECT_END, form->offset) : CFD_OK;
}
