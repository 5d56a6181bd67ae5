/* SPDX-License-Identifier: Apache-2.0
 * Puts libphonenumber's verdict on a number beside ours.
 *
 * stdin: REGION TAB text, a line each. stdout, a line each: is valid there (0, 1), its E.164 there
 * or -, is valid here, our form, our digits with + where the country is known, or -. */
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <iostream>
#include <string>

extern "C" {
#include "core/classify/phone_number.h"
}

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static void tell_theirs(const std::string &region, const std::string &text)
{
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    std::string e164 = "-";
    PhoneNumber number;
    bool is_valid = false;

    if (util->Parse(text, region, &number) == PhoneNumberUtil::NO_PARSING_ERROR) {
        is_valid = util->IsValidNumber(number);
        util->Format(number, PhoneNumberUtil::E164, &e164);
    }
    std::cout << is_valid << ' ' << e164 << ' ';
}

static void tell_ours(const std::string &region, const std::string &text)
{
    uint16_t hint = cfd_region_of(cfd_bytes_of(region.data(), region.size()));
    struct cfd_phone phone;

    cfd_phone_read(cfd_bytes_of(text.data(), text.size()), &hint, hint != 0, &phone);
    std::cout << (phone.form == CFD_PHONE_NATIONAL_VALID ||
                  phone.form == CFD_PHONE_INTERNATIONAL_VALID)
              << ' ' << phone.form << ' ';
    if (phone.form == CFD_PHONE_NOT)
        std::cout << '-';
    if (phone.country_code != 0)
        std::cout << '+';
    std::cout.write(reinterpret_cast<const char *>(phone.digits), phone.digit_count) << '\n';
}

int main()
{
    std::string line;

    PhoneNumberUtil::GetInstance()->SetLogger(new i18n::phonenumbers::NullLogger());
    while (std::getline(std::cin, line)) {
        size_t tab = line.find('\t');

        tell_theirs(line.substr(0, tab), line.substr(tab + 1));
        tell_ours(line.substr(0, tab), line.substr(tab + 1));
    }
    return 0;
}
