/** The mark of what is frozen, as a path round its middle, 12 units high. */
export const SNOWFLAKE = 'M 0 -6 V 6 M -5.2 -3 L 5.2 3 M -5.2 3 L 5.2 -3'
