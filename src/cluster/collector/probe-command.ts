/** Default seconds between two rounds of star-probe and star-collect. */
const DEFAULT_SECONDS = 5;

/** Returns the targets of a star-probe, from `--urls=U1,U2` on its command line. */
export function configuredTargets(command: string | undefined): readonly string[] {
  return (option('urls', command) ?? '').split(',').filter(Boolean);
}

/**
 * Returns the milliseconds between two rounds of a star-probe (`--http-probe-seconds`) or star-collect
 * (`--http-request-seconds`).
 */
export function roundMilliseconds(command: string | undefined): number {
  const seconds = Number(option('http-probe-seconds', command) ?? option('http-request-seconds', command));
  return (seconds > 0 ? seconds : DEFAULT_SECONDS) * 1000;
}

/** Returns the value of `--name=value` on a command line. */
export function option(name: string, command: string | undefined): string | undefined {
  const found = new RegExp(`--${name}[= ](?:"([^"]*)"|'([^']*)'|(\\S+))`).exec(command ?? '');
  return found?.[1] ?? found?.[2] ?? found?.[3];
}
