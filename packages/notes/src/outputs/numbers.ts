/** Numbers as the reference's files hold them. */

/** Shortest decimal that reads back as the same single-precision number: the reference computes parameters in it. Empty for NaN. */
export function singleText(value: number): string {
  if (Number.isNaN(value)) return '';
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(single.toPrecision(digits));
    if (Math.fround(text) === single) return floatText(text);
  }
  return floatText(Number(single.toPrecision(9)));
}

/** A double with a point, as columns that may lack values have it. Empty for NaN. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return '';
  const text = String(Object.is(value, -0) ? 0 : value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A whole number. Empty for NaN. */
export function integerText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

export function booleanText(value: boolean): string {
  return value ? 'True' : 'False';
}
