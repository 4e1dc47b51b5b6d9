/**
 * Replaces Express's body parsers in the lab's bundle. The lab reads bodies itself, and the original's character set
 * tables are three times the size of everything else.
 */
export default {};
