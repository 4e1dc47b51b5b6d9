import { isFields, type Fields } from '../objects';

/**
 * A set of fields, as `fieldsV1` of managedFields writes it: `f:NAME` for a field, `k:{…}` for an item by its identity,
 * `v:…` for a value of a set. A node is in the set if it is owned, whether it has children or not.
 */
export class FieldTree {
  owned = false;
  readonly children = new Map<string, FieldTree>();

  /** Reads `fieldsV1`. */
  static from(fields: Fields): FieldTree {
    const tree = new FieldTree();
    const entries = Object.entries(fields);
    tree.owned = entries.length === 0 || Object.hasOwn(fields, '.');
    for (const [element, below] of entries) {
      if (element !== '.' && isFields(below)) tree.children.set(element, FieldTree.from(below));
    }
    return tree;
  }

  get isEmpty(): boolean {
    return !this.owned && [...this.children.values()].every((child) => child.isEmpty);
  }

  /** Returns the child of a path element, making it if there is none. */
  child(element: string): FieldTree {
    const found = this.children.get(element) ?? new FieldTree();
    this.children.set(element, found);
    return found;
  }

  /** The fields in either. */
  union(other: FieldTree): FieldTree {
    return this.#combine(other, (a, b) => a || b);
  }

  /** The fields in this one alone. */
  without(other: FieldTree): FieldTree {
    return this.#combine(other, (a, b) => a && !b);
  }

  /** The fields in both. */
  both(other: FieldTree): FieldTree {
    return this.#combine(other, (a, b) => a && b);
  }

  /** Writes `fieldsV1`, sorted. */
  toJson(): Fields {
    const children = [...this.children].filter(([, child]) => !child.isEmpty).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      ...(this.owned && children.length > 0 && { '.': {} }),
      ...Object.fromEntries(children.map(([element, child]) => [element, child.toJson()])),
    };
  }

  /** The path of every field in it, for example `.spec.ingress`. */
  *paths(prefix = ''): Generator<string> {
    if (this.owned) yield prefix;
    for (const [element, child] of this.children) yield* child.paths(prefix + pathElement(element));
  }

  #combine(other: FieldTree, rule: (a: boolean, b: boolean) => boolean): FieldTree {
    const result = new FieldTree();
    result.owned = rule(this.owned, other.owned);
    for (const element of new Set([...this.children.keys(), ...other.children.keys()])) {
      const child = (this.children.get(element) ?? NOTHING).#combine(other.children.get(element) ?? NOTHING, rule);
      if (!child.isEmpty) result.children.set(element, child);
    }
    return result;
  }
}

const NOTHING = new FieldTree();

function pathElement(element: string): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  const value: unknown = JSON.parse(element.slice(2));
  if (!isFields(value)) return `[=${JSON.stringify(value)}]`;
  const keys = Object.entries(value).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  return `[${keys.join(',')}]`;
}
