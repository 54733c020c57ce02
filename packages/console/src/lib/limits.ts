/** The console's limits, each with its reason. */

/** Rows kept in the live stream: more than anyone scrolls back, and little memory. */
export const liveRows = 200;
/** Points of the live rate: five minutes at one a second. */
export const ratePoints = 300;
/** Series that a stacked chart tells apart; the rest is summed as "other". */
export const chartSeries = 7;
/** Suggestions shown at once in completion and in the palette: what fits without scrolling. */
export const suggestions = 9;
/** A toast stays this long: enough to read two lines. */
export const toastMillis = 5_000;
