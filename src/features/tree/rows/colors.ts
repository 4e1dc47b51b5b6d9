/** Theme colors for states. */
export const GOOD = 'testing.iconPassed';
export const BAD = 'testing.iconFailed';
export const BUSY = 'charts.yellow';
export const WARNING = 'list.warningForeground';
export const FADED = 'disabledForeground';
