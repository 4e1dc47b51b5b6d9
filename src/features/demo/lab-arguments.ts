/** The settings of the local demo. */
export interface LabSettings {
  readonly pollSeconds: number;
  /** The file for the state between runs; without it, nothing is kept. */
  readonly stateFile: string | undefined;
  /** Whether tasks may fetch files from public hosts. */
  readonly fetchNetwork: boolean;
}

/** Returns the lab program's command line for these settings. */
export function labArguments({ pollSeconds, stateFile, fetchNetwork }: LabSettings): string[] {
  return [
    '--poll-seconds',
    String(pollSeconds),
    ...(stateFile === undefined ? [] : ['--state', stateFile]),
    ...(fetchNetwork ? ['--fetch-network'] : []),
  ];
}
