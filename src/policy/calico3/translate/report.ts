import { below, type Origin, type Path, type Problem } from '../../model/origin';

/** Collects the problems of one object, by path. */
export class Report {
  constructor(
    readonly problems: Problem[],
    readonly origin: Origin,
  ) {}

  add(kind: Problem['kind'], message: string, ...steps: Path): void {
    this.problems.push({ kind, message, origin: below(this.origin, ...steps) });
  }

  /** Returns the report for a part of the object. */
  at(...steps: Path): Report {
    return new Report(this.problems, below(this.origin, ...steps));
  }

  /** Returns the report for a part with another origin. */
  of(origin: Origin): Report {
    return new Report(this.problems, origin);
  }
}
