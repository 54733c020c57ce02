/** The version that health, OpenAPI and the command report. */
export const VERSION = '0.1.0';
