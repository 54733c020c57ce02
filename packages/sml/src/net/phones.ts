/** Countries of telephone numbers, from the metadata that `libphonenumber-js` carries. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** Longest calling code. */
const MAX_CALLING_CODE = 3;

/** The main country of each calling code that several countries share (ITU-T E.164 assignments). */
const MAIN_COUNTRY: Readonly<Record<string, CountryCode>> = {
  '1': 'US',
  '7': 'RU',
  '39': 'IT',
  '44': 'GB',
  '47': 'NO',
  '61': 'AU',
  '212': 'MA',
  '262': 'RE',
  '290': 'SH',
  '358': 'FI',
  '590': 'GP',
  '599': 'CW',
};

/** Finds countries of numbers; keeps the table of calling codes. */
export type PhoneCountryFinder = (phoneNumber: string) => CountryCode | null;

/**
 * A function from an international number to its ISO 3166 code. Only the number's digits count (a leading `+` and
 * punctuation are optional). A number too short or long to be valid has the main country of its calling code; null where no
 * calling code fits.
 */
export function phoneCountryFinder(): PhoneCountryFinder {
  const byCode = new Map<string, CountryCode>();
  for (const country of getCountries()) {
    const code: string = getCountryCallingCode(country);
    byCode.set(code, MAIN_COUNTRY[code] ?? country);
  }
  return (phoneNumber) => {
    const digits = phoneNumber.replace(/[^0-9]/g, '');
    const country = parsePhoneNumberFromString(`+${digits}`)?.country;
    if (country !== undefined) return country;
    for (let length = 1; length <= MAX_CALLING_CODE; length++) {
      const main = byCode.get(digits.slice(0, length));
      if (main !== undefined) return main;
    }
    return null;
  };
}
