import { starCollect } from '../star/collector';
import { starProbe } from '../star/probe';
import { ProgramExit, type ProgramContext } from '../star/program';
import { parseShell } from './shell';

/** A container's command. */
export interface ContainerCommand {
  readonly image: string | undefined;
  /** A line for `/bin/sh -c`. */
  readonly cmd: string | undefined;
  /** Arguments of the image's entrypoint. */
  readonly args: readonly string[] | undefined;
}

/** A container's own environment: the surroundings of its program, and files. */
export interface Container extends ProgramContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly writeFile: (path: string, text: string) => void;
}

/** The programs that the lab implements, by base name. */
const PROGRAMS: Readonly<Record<string, (args: readonly string[], context: ProgramContext) => void>> = {
  'star-probe': starProbe,
  'star-collect': starCollect,
};

/**
 * Runs a container's command. Programs of star are implemented; `echo` and `printf` write files; `exit`, `true` and
 * `false` do what they say; anything else just keeps running and listens nowhere.
 * @throws ProgramExit once nothing runs in the container.
 */
export function runContainer({ image, cmd, args }: ContainerCommand, container: Container): void {
  if (cmd !== undefined) runLine(cmd, container);
  // The entrypoint of star's image is star-probe.
  else if (/(^|\/)star(:|$)/.test(image ?? '')) starProbe(args ?? [], container);
}

function runLine(line: string, container: Container): void {
  let status = 0;
  for (const { words, output, ifSuccess } of parseShell(line, container.environment)) {
    if (ifSuccess && status !== 0) continue;
    const result = runSimple(words[0] === 'exec' ? words.slice(1) : words, output, container);
    if (result === 'running') return;
    status = result;
  }
  throw new ProgramExit(status, status === 0 ? 'the command ended' : `Command exited with status ${status}`);
}

/** The exit status of a line, if endless commands in it count as successful. */
export function exitStatus(line: string, environment: Readonly<Record<string, string>>): number {
  let status = 0;
  for (const {
    words: [path = '', first = '0'],
    ifSuccess,
  } of parseShell(line, environment)) {
    if (ifSuccess && status !== 0) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'exit') return Number(first);
    status = name === 'false' ? 1 : 0;
  }
  return status;
}

/** Runs one command: returns its exit status, or that it keeps running. */
function runSimple(
  [path = '', ...args]: readonly string[],
  output: string | undefined,
  container: Container,
): number | 'running' {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const program = PROGRAMS[name];
  if (program) {
    program(args, container);
    return 'running';
  }
  switch (name) {
    case 'echo':
    case 'printf':
      if (output !== undefined)
        container.writeFile(output, name === 'echo' ? `${args.join(' ')}\n` : (args[0] ?? '').replaceAll('\\n', '\n'));
      return 0;
    case 'true':
    case 'mkdir':
    case 'cd':
      return 0;
    case 'false':
      return 1;
    case 'exit':
      throw new ProgramExit(Number(args[0] ?? 0), `Command exited with status ${args[0] ?? '0'}`);
    default:
      return 'running';
  }
}
