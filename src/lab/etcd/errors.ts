/** Error codes of the etcd v2 API that a single healthy member can return (etcd 2.3 Documentation/errorcode.md). */
export enum EtcdCode {
  KeyNotFound = 100,
  CompareFailed = 101,
  NotFile = 102,
  NotDirectory = 104,
  NodeExists = 105,
  RootReadOnly = 107,
  DirectoryNotEmpty = 108,
  PrevValueRequired = 201,
  TtlNotANumber = 202,
  IndexNotANumber = 203,
  InvalidField = 209,
  InvalidForm = 210,
  RefreshValue = 211,
  RefreshTtlRequired = 212,
  EventIndexCleared = 401,
}

const MESSAGES: Readonly<Record<EtcdCode, string>> = {
  [EtcdCode.KeyNotFound]: 'Key not found',
  [EtcdCode.CompareFailed]: 'Compare failed',
  [EtcdCode.NotFile]: 'Not a file',
  [EtcdCode.NotDirectory]: 'Not a directory',
  [EtcdCode.NodeExists]: 'Key already exists',
  [EtcdCode.RootReadOnly]: 'Root is read only',
  [EtcdCode.DirectoryNotEmpty]: 'Directory not empty',
  [EtcdCode.PrevValueRequired]: 'PrevValue is Required in POST form',
  [EtcdCode.TtlNotANumber]: 'The given TTL in POST form is not a number',
  [EtcdCode.IndexNotANumber]: 'The given index in POST form is not a number',
  [EtcdCode.InvalidField]: 'Invalid field',
  [EtcdCode.InvalidForm]: 'Invalid POST form',
  [EtcdCode.RefreshValue]: 'Value provided on refresh',
  [EtcdCode.RefreshTtlRequired]: 'A TTL must be provided on refresh',
  [EtcdCode.EventIndexCleared]: 'The event in requested index is outdated and cleared',
};

/** Codes with a status other than 400. */
const STATUSES: Readonly<Partial<Record<EtcdCode, number>>> = {
  [EtcdCode.KeyNotFound]: 404,
  [EtcdCode.CompareFailed]: 412,
  [EtcdCode.NotFile]: 403,
  [EtcdCode.NodeExists]: 412,
  [EtcdCode.DirectoryNotEmpty]: 403,
};

/** An error of the v2 API: `cause` is the key or the comparison that failed, `index` the store's index at the time. */
export class EtcdError extends Error {
  constructor(
    readonly code: EtcdCode,
    readonly etcdCause: string,
    readonly index: number,
  ) {
    super(MESSAGES[code]);
    this.name = 'EtcdError';
  }

  /** The HTTP status of the response. */
  get status(): number {
    return STATUSES[this.code] ?? 400;
  }

  toJSON(): object {
    return { errorCode: this.code, message: this.message, cause: this.etcdCause, index: this.index };
  }
}
