import { below, type Origin, type Path, type Problem } from '../../model/origin';

/** Collects what is wrong with one object, at places of it. */
export class Report {
  constructor(
    readonly problems: Problem[],
    readonly origin: Origin,
  ) {}

  add(kind: Problem['kind'], message: string, ...steps: Path): void {
    this.problems.push({ kind, message, origin: below(this.origin, ...steps) });
  }

  /** The report of a part of the object. */
  at(...steps: Path): Report {
    return new Report(this.problems, below(this.origin, ...steps));
  }

  /** The report of a part that was written elsewhere. */
  of(origin: Origin): Report {
    return new Report(this.problems, origin);
  }
}
