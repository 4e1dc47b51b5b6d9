import type { DemoKind } from '../../app/local-demos';

/** The settings of a local demo. */
export interface LabSettings {
  readonly kind: DemoKind;
  readonly pollSeconds: number;
  /** The file for the state between runs; without it, nothing is kept. */
  readonly stateFile: string | undefined;
  /** Whether tasks on Mesos may fetch files from public hosts. */
  readonly fetchNetwork: boolean;
  /** The objects that Kubernetes starts with. */
  readonly manifest: string;
}

/** Returns the lab program's command line for these settings. */
export function labArguments({ kind, pollSeconds, stateFile, fetchNetwork, manifest }: LabSettings): string[] {
  const own = {
    mesos: fetchNetwork ? ['--fetch-network'] : [],
    kubernetes: ['--kubernetes', '--manifest', manifest],
  };
  return [
    '--poll-seconds',
    String(pollSeconds),
    ...(stateFile === undefined ? [] : ['--state', stateFile]),
    ...own[kind],
  ];
}
