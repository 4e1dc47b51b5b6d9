import { EtcdCode, EtcdError } from './errors';

/** The parameters of one keys request, from both query and form body. */
export interface KeysParameters {
  readonly value: string;
  readonly prevValue: string;
  readonly prevIndex: number;
  readonly waitIndex: number;
  readonly prevExist: boolean | undefined;
  readonly ttl: number | undefined;
  readonly recursive: boolean;
  readonly sorted: boolean;
  readonly quorum: boolean;
  readonly wait: boolean;
  readonly stream: boolean;
  readonly dir: boolean;
  readonly refresh: boolean;
  readonly noValueOnSuccess: boolean;
}

/** The boolean values that Go's strconv.ParseBool, and so etcd, accepts. */
const TRUTH: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

/**
 * Parses and validates the parameters in etcd's order, so that the first error is the same.
 * @throws EtcdError 201, 202, 203, 209, 211 or 212.
 */
export function parseParameters(method: string, form: URLSearchParams): KeysParameters {
  const fail = (code: EtcdCode, cause: string): never => {
    // Index 0 as in the original, which has not queried its store yet.
    throw new EtcdError(code, cause, 0);
  };
  const number = (name: string, code: EtcdCode): number => {
    const text = form.get(name);
    if (text === null) return 0;
    return isUint64(text) ? Number(text) : fail(code, `invalid value for "${name}"`);
  };
  const flag = (name: string, quoted = `"${name}"`): boolean => {
    const text = form.get(name);
    if (text === null) return false;
    return TRUTH[text] ?? fail(EtcdCode.InvalidField, `invalid value for ${quoted}`);
  };

  const prevIndex = number('prevIndex', EtcdCode.IndexNotANumber);
  const waitIndex = number('waitIndex', EtcdCode.IndexNotANumber);
  const [recursive, sorted, wait, dir, quorum, stream] = [
    flag('recursive'),
    flag('sorted'),
    flag('wait'),
    flag('dir'),
    flag('quorum'),
    flag('stream'),
  ];
  if (wait && method !== 'GET') fail(EtcdCode.InvalidField, '"wait" can only be used with GET requests');
  const prevValue = form.get('prevValue');
  if (prevValue === '') fail(EtcdCode.PrevValueRequired, '"prevValue" cannot be empty');
  const noValueOnSuccess = flag('noValueOnSuccess');
  const ttl = form.get('ttl') ? number('ttl', EtcdCode.TtlNotANumber) : undefined;
  const prevExist = form.has('prevExist') ? flag('prevExist', 'prevExist') : undefined;
  const refresh = flag('refresh', 'refresh');
  if (refresh && form.get('value')) fail(EtcdCode.RefreshValue, 'A value was provided on a refresh');
  if (refresh && ttl === undefined) fail(EtcdCode.RefreshTtlRequired, 'No TTL value set');

  return {
    value: form.get('value') ?? '',
    prevValue: prevValue ?? '',
    prevIndex,
    waitIndex,
    prevExist,
    ttl,
    recursive,
    sorted,
    quorum,
    wait,
    stream,
    dir,
    refresh,
    noValueOnSuccess,
  };
}

function isUint64(text: string): boolean {
  return /^\d+$/.test(text) && BigInt(text) < 2n ** 64n;
}
