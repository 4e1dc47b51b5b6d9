import * as l10n from '@vscode/l10n';
import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { Defaults } from '../../../src/features/graph/protocol/messages';
import { accessMark } from '../scene/access-mark';
import type { DrawnNode } from '../scene/drawn';
import { LABEL_GAP, type Labelled, type LabelPlace } from '../scene/labels/label-places';
import { LABEL_ROOM } from '../scene/labels/label-size';
import type { NodeShape } from '../scene/scene';
import { say, set, svg } from '../../shared/dom';
import { fitMiddle, fitText } from '../scene/labels/text-fit';
import { nodeSentence, formatProfiles, shortTasks } from '../details/element-text';

/** Space for the ID inside a disc. */
const LETTER_ROOM = 44;

/** Font sizes of the ID inside the disc, by length; longer IDs are shortened. */
const LETTER_SIZES = [28, 22, 17, 13];

const LABEL_FONT = '600 13px';
const DETAIL_FONT = '400 11.5px';

/** Radius of the glow around a disc. */
const HALO = 66;

/** A plus in a circle. */
const PLUS = 'M-9,0a9,9 0 1,0 18,0a9,9 0 1,0 -18,0M-4.5,0H4.5M0,-4.5V4.5';

/** Gradients need unique names in the document. */
let glows = 0;

/**
 * The signs at a star's rim: the number of running tasks, unless it is one of one; whom policy lets in and out, if it is
 * everyone or nobody; and a plus, a click on which shows the members of a group, or neighbors that are not shown.
 */
type Sign = 'tasks' | 'access' | 'more';

/** Their places, in radii. */
const AT_RIM: Readonly<Record<Sign, readonly [x: number, y: number]>> = {
  tasks: [0.8, -0.8],
  access: [-0.8, -0.8],
  more: [0.8, 0.8],
};

/** A text as written. Widths are those at a zoom of one. */
interface WrittenText {
  readonly text: string;
  readonly fitted: string;
  readonly width: number;
  /** The width of the whole text if it is shortened. */
  readonly whole?: number;
}

/** What labels show below a star's name. */
export type Labels = Defaults['labels'];

/** One star on the page. */
export class NodeView {
  readonly element: SVGGElement;
  readonly #disc = svg('path', { class: 'disc' });
  readonly #ring = svg('path', { class: 'ring' });
  readonly #letter = svg('text', { class: 'letter', 'text-anchor': 'middle' });
  /** The signs at its rim that it has or had: most stars have none. */
  readonly #signs = new Map<Sign, SVGElement>();
  readonly #name = svg('text', { class: 'name', 'text-anchor': 'middle' });
  readonly #detail = svg('text', { class: 'detail', 'text-anchor': 'middle' });
  /** At the point of the rim from which the label scales when zoomed out. */
  readonly #anchor = svg('g', {}, svg('g', { class: 'label' }, this.#name, this.#detail));

  readonly #written = new Map<SVGTextElement, WrittenText>();
  #shape: NodeShape | undefined;
  #drawn: readonly unknown[] = [];
  #color = '';

  #labels: Labels = 'none';
  #halo: SVGGElement | undefined;
  #elaborate = false;

  /** Starts with only the disc, which is all that is visible of one in a thousand. */
  constructor(
    id: string,
    private readonly measure: (text: string, font: string) => number,
  ) {
    this.element = svg(
      'g',
      { class: 'node', 'data-node': id, role: 'graphics-symbol', 'aria-roledescription': 'star', tabindex: -1 },
      this.#disc,
    );
  }

  /** The glow, which is below all edges, so that it does not tint them. Created on first use. */
  get halo(): SVGGElement {
    if (!this.#halo) {
      const glow = `glow-${String((glows += 1))}`;
      // Its stops inherit the star's color from the group around them.
      const gradient = svg(
        'radialGradient',
        { id: glow },
        svg('stop', { offset: 0.3 }),
        svg('stop', { offset: 0.62 }),
        svg('stop', { offset: 1 }),
      );
      this.#halo = svg('g', { class: 'halo' }, gradient, svg('circle', { r: HALO, fill: `url(#${glow})` }));
      this.#stand(this.#halo);
    }
    return this.#halo;
  }

  /** Creates the details for close zoom levels: text, label and ring. */
  elaborate(): void {
    if (this.#elaborate) return;
    this.#elaborate = true;
    this.element.prepend(this.#ring);
    this.element.append(this.#letter, this.#anchor);
    this.#tell();
  }

  /** Removes the star. */
  remove(): void {
    this.element.remove();
    this.#halo?.remove();
  }

  /**
   * Updates the star. @param color Any CSS color. @param out Its outgoing edges. @param labels What to show below its
   * name.
   */
  update(shape: NodeShape, color: string, out: readonly GraphEdge[], labels: Labels): void {
    const drawn = [shape, color, labels, ...out];
    if (drawn.length === this.#drawn.length && drawn.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = drawn;
    const { element } = this;
    const { node, radius } = shape;
    this.#shape = shape;
    this.#color = color;
    this.#labels = labels;
    this.#stand(element);
    if (this.#halo) this.#stand(this.#halo);
    set(element, 'data-kind', node.kind);
    set(element, 'data-answered', String(node.answered));
    set(element, 'data-compared', node.compared ?? 'none');
    set(element, 'aria-label', nodeSentence(node, out));
    set(element, 'data-dim', String(node.dim ?? false));
    set(this.#disc, 'd', outlineOf(node.kind, radius));
    if (this.#elaborate) this.#tell();
  }

  /** Moves an element to the star's position, in its color. */
  #stand(group: SVGGElement): void {
    const shape = this.#shape;
    if (!shape) return;
    const { node, place } = shape;
    set(group, 'transform', `translate(${place.x},${place.y})`);
    group.style.setProperty('--star', this.#color);
    if (group === this.#halo) set(group, 'visibility', node.answered && node.kind === 'probe' ? 'visible' : 'hidden');
  }

  #tell(): void {
    const shape = this.#shape;
    if (!shape) return;
    const { node, radius } = shape;
    set(this.#ring, 'd', outlineOf(node.kind, radius + 6));
    const letter = letterOf(node);
    const size = LETTER_SIZES[Array.from(letter).length - 1] ?? 13;
    set(this.#letter, 'font-size', String(size));
    set(this.#letter, 'y', (size * 0.35).toFixed(1));
    this.#write(this.#letter, letter, LETTER_ROOM, letterFont(size));
    const tasks = shortTasks(node);
    const count = this.#sign('tasks', tasks !== undefined, radius);
    if (count && tasks) {
      say(count, tasks.text);
      set(count, 'data-well', String(tasks.well));
    }
    const mark = accessMark(node);
    const access = this.#sign('access', mark !== undefined, radius);
    if (access && mark) {
      set(access, 'd', mark.outline);
      set(access, 'data-access', mark.kind);
    }
    const more = this.#sign('more', node.kind === 'group' || (node.more ?? 0) > 0, radius);
    if (more) set(more, 'd', PLUS);
    this.#write(this.#name, this.#labels === 'none' ? '' : node.name, LABEL_ROOM, LABEL_FONT, fitMiddle);
    this.#write(this.#detail, detailOf(node, this.#labels), LABEL_ROOM, DETAIL_FONT);
  }

  /** Returns the element of a sign, or removes it. */
  #sign(name: Sign, isThere: boolean, radius: number): SVGElement | undefined {
    let sign = this.#signs.get(name);
    if (!isThere) {
      sign?.remove();
      return undefined;
    }
    if (!sign) {
      sign = name === 'tasks' ? svg('text', { class: name, 'text-anchor': 'middle' }) : svg('path', { class: name });
      this.#signs.set(name, sign);
    }
    const [x, y] = AT_RIM[name];
    set(sign, 'transform', `translate(${(radius * x).toFixed(1)},${(radius * y).toFixed(1)})`);
    if (sign.parentNode !== this.element) this.#anchor.before(sign);
    return sign;
  }

  /** The label to place; undefined before the first update. */
  get labelled(): Labelled | undefined {
    const shape = this.#shape;
    const width = (element: SVGTextElement) => this.#written.get(element)?.width ?? 0;
    return (
      shape && {
        id: shape.node.id,
        place: shape.place,
        radius: shape.radius,
        above: shape.labelAbove,
        side: shape.labelSide,
        name: width(this.#name),
        detail: width(this.#detail),
        whole: this.#written.get(this.#name)?.whole,
      }
    );
  }

  /** Places the label. */
  placeLabel({ above, beside, lines, isWhole }: LabelPlace): void {
    const name = this.#written.get(this.#name);
    if (name?.whole !== undefined) say(this.#name, isWhole ? name.text : name.fitted);
    const rim = (this.#shape?.radius ?? 0) + LABEL_GAP;
    set(this.element, 'data-lines', String(lines));
    for (const text of [this.#name, this.#detail])
      set(text, 'text-anchor', beside === undefined ? 'middle' : beside === 'right' ? 'start' : 'end');
    if (beside === undefined) {
      set(this.#anchor, 'transform', `translate(0,${above ? -rim : rim})`);
      set(this.#name, 'y', !above ? '12' : lines === 2 ? '-19' : '-3');
      set(this.#detail, 'y', above ? '-3' : '28');
    } else {
      set(this.#anchor, 'transform', `translate(${beside === 'right' ? rim : -rim},0)`);
      set(this.#name, 'y', lines === 2 ? '-3' : '4.5');
      set(this.#detail, 'y', '12.5');
    }
  }

  /** Leaves an unchanged text alone, because measuring is expensive. */
  #write(element: SVGTextElement, text: string, room: number, font: string, fit = fitText): void {
    if (this.#written.get(element)?.text === text) return;
    const measure = (candidate: string) => this.measure(candidate, font);
    const fitted = fit(text, room, measure);
    this.#written.set(element, {
      text,
      fitted,
      width: fitted === '' ? 0 : measure(fitted),
      ...(fitted !== text && { whole: measure(text) }),
    });
    say(element, fitted);
  }
}

/** The letters of most names. */
const LETTERS = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join('');

/** Measures the letters of all texts. */
export function warmUp(measure: (text: string, font: string) => number): void {
  for (const font of [LABEL_FONT, DETAIL_FONT, ...LETTER_SIZES.map(letterFont)]) measure(`${LETTERS}…`, font);
}

function letterFont(size: number): string {
  return `700 ${size}px`;
}

function detailOf(node: DrawnNode, labels: Labels): string {
  if (node.kind === 'group')
    return node.members ? l10n.t('{0} stars', node.members.length) : l10n.t('{0} workloads', node.size ?? 0);
  if (node.compared) return node.compared;
  if (!node.answered) return l10n.t('no response');
  const profiles = formatProfiles(node);
  switch (labels) {
    case 'profile':
      // The profile of a namespace says no more than its name.
      if (node.namespace !== undefined) return node.group === undefined ? node.namespace : '';
      return profiles === '' ? '' : l10n.t('profile {0}', profiles);
    case 'address':
      return node.addresses.join(', ');
    case 'name':
    case 'none':
      return '';
  }
}

/**
 * Returns the text inside: the resource's ID, as on star-collect's page, the number of members of a group, or a
 * workload's first letter.
 */
function letterOf({ id, kind, name, members, size, app, namespace, profiles }: DrawnNode): string {
  switch (kind) {
    case 'group':
      return String(members?.length ?? size ?? 0);
    case 'outside':
      return '';
    case 'workload':
    case 'host':
      // Without an app and a namespace it is named by its address.
      return initialOf(app === undefined && namespace === undefined ? (profiles[0]?.name ?? name) : name);
    default:
      return id;
  }
}

/** Returns the first letter or digit of a name as a capital. */
function initialOf(name: string): string {
  return /[\p{L}\d]/u.exec(name)?.[0].toUpperCase() ?? '';
}

/** A disc; a square for outside endpoints, a rounded one for groups. */
function outlineOf(kind: DrawnNode['kind'], r: number): string {
  if (kind === 'outside') return `M${-r},${-r}H${r}V${r}H${-r}Z`;
  if (kind === 'group') {
    const c = r * 0.4;
    const side = r - c;
    return `M${-side},${-r}H${side}A${c},${c} 0 0 1 ${r},${-side}V${side}A${c},${c} 0 0 1 ${side},${r}H${-side}A${c},${c} 0 0 1 ${-r},${side}V${-side}A${c},${c} 0 0 1 ${-side},${-r}Z`;
  }
  return `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z`;
}
