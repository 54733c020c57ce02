/**
 * What things cost, in dollars. Orders of magnitude from the studies named; markets differ, and a scenario's budget is in the same money.
 */
export const PRICES = {
  /** Bulk accounts: 0.01 to 0.20 (Thomas et al., "Trafficking Fraudulent Accounts", USENIX Security 2013). */
  bulkAccount: 0.04,
  /** With a verified phone number (Thomas et al., "Dialing Back Abuse on Phone Verified Accounts", CCS 2014). */
  phoneVerified: 0.3,
  /** Years old and with a history. */
  agedAccount: 4,
  /** One solved by people: about a dollar a thousand (Motoyama et al., "Re: CAPTCHAs", USENIX Security 2010). */
  captcha: 0.001,
  phoneCode: 0.25,
  /** An address in a server room, and at somebody's home (Mi et al., "Resident Evil", S&P 2019), for a month. */
  hostingAddress: 1,
  residentialAddress: 3,
  domain: 8,
  /** A leaked password. */
  credential: 0.0005,
  /** An hour of somebody who writes, follows a script, or moderates personas. */
  labourHour: 4,
} as const;
