/** The display name of the local demo. */
export const DEMO_NAME = 'Local Demo';
