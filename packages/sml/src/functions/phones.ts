/** Functions of telephone numbers. */
import { phoneCountryFinder } from '../net/phones.ts';
import { dropLastCodePoints } from '../text/code-points.ts';
import { STR } from '../types/types.ts';
import { FAILED } from '../values/values.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';
import { simpleFunction } from './define.ts';

/** The last four digits tell the subscribers of one block apart. */
const SUBSCRIBER_DIGITS = 4;

const phoneNumber: Parameter = {
  name: 'phone_number',
  type: STR,
  doc: 'An international number, with or without `+`.',
};

export const phoneFunctions = (): FunctionDeclaration[] => {
  const countryOf = phoneCountryFinder();
  return [
    simpleFunction({
      name: 'PhoneCountry',
      category: 'phone',
      doc: 'The ISO 3166 code of the country that a telephone number belongs to; fails silently where there is none.',
      examples: [{ source: "A = PhoneCountry(phone_number='+49 30 901820')", features: { A: 'DE' } }],
      parameters: [phoneNumber],
      result: STR,
      purity: 'pure',
      failure: 'silent',
      cost: 300,
      run: (_context, number: string) => countryOf(number) ?? FAILED,
    }),
    simpleFunction({
      name: 'PhonePrefix',
      category: 'phone',
      doc: 'All but the last four characters, roughly one block of ten thousand numbers; fails silently on shorter text.',
      examples: [{ source: "A = PhonePrefix(phone_number='+14155551234')", features: { A: '+1415555' } }],
      parameters: [phoneNumber],
      result: STR,
      purity: 'pure',
      failure: 'silent',
      cost: 10,
      run: (_context, number: string) => dropLastCodePoints(number, SUBSCRIBER_DIGITS) || FAILED,
    }),
  ];
};
