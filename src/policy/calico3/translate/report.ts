import { below, type Origin, type Path, type Problem } from '../../model/origin';

/** Collects the problems of one object, by path. */
export class Report {
  #origin: Origin | undefined;

  /** @param steps Where the reported part is, below the origin or the part of another report. */
  constructor(
    readonly problems: Problem[],
    private readonly within: Origin | Report,
    private readonly steps: Path = [],
  ) {}

  /** Where the reported part is. Made when asked for: most parts have no problems. */
  get origin(): Origin {
    const { within } = this;
    return (this.#origin ??= below(within instanceof Report ? within.origin : within, ...this.steps));
  }

  add(kind: Problem['kind'], message: string, ...steps: Path): void {
    this.problems.push({ kind, message, origin: below(this.origin, ...steps) });
  }

  /** Returns the report for a part of the object. */
  at(...steps: Path): Report {
    return new Report(this.problems, this, steps);
  }

  /** Returns the report for a part with another origin. */
  of(origin: Origin): Report {
    return new Report(this.problems, origin);
  }
}
