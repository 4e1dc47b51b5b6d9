import type { Defaults, SavedLayout, PanelOf, ToHost } from '../../../src/features/graph/protocol/messages';
import type { HostApi } from '../../shared/host';
import type { Point } from '../scene/point';
import { FRESH, readSaved, type Saved, type Toggles } from './saved';

/** Number of remembered positions beyond which those of removed stars are dropped. */
const MOST_PLACES = 5000;

/** What the user chose to see. Everything but toggles and camera. */
export type Choices = Pick<Saved, 'view' | 'layout' | 'grouping' | 'collapsed' | 'expanded' | 'query' | 'focus'>;

/**
 * The page's saved state: the view of this page, and the positions and colors of the cluster's stars, shared by all
 * pages.
 */
export class Memory {
  readonly positions: Map<string, Point>;
  /** Star positions set by the user. */
  readonly pins = new Map<string, Point>();
  colours: Record<string, number> = {};
  toggles: Toggles;
  choices: Choices;
  placedBy: string;
  #recording: string | undefined;
  #details: Saved['details'];
  #camera: Saved['camera'];
  #sizes: Saved['sizes'];
  #panel: PanelOf | undefined;
  /** Without a saved state, the settings determine the initial view. */
  #fresh: boolean;
  #savedLayout = '';

  constructor(private readonly api: HostApi<ToHost>) {
    const saved = readSaved(api.getState());
    this.#fresh = saved === undefined;
    const {
      positions,
      placedBy,
      toggles,
      camera,
      sizes,
      panel,
      view,
      layout,
      grouping,
      collapsed,
      expanded,
      query,
      focus,
      recording,
      details,
    } = saved ?? FRESH;
    this.positions = new Map(Object.entries(positions));
    this.placedBy = placedBy;
    this.toggles = toggles;
    this.choices = { view, layout, grouping, collapsed, expanded, query, focus };
    this.#camera = camera;
    this.#sizes = sizes;
    this.#panel = panel;
    this.#recording = recording;
    this.#details = details;
  }

  /** The star or pair whose details are open. */
  get details(): Saved['details'] {
    return this.#details;
  }

  keepDetails(details: Saved['details']): void {
    this.#details = details;
    this.save();
  }

  /** Remembers the displayed recording, if any. */
  remember(recording: string | undefined): void {
    if (recording === this.#recording) return;
    this.#recording = recording;
    this.save();
  }

  /** Applies the default settings to a page without saved state. */
  begin({ markers, layout }: Defaults): void {
    if (!this.#fresh) return;
    this.#fresh = false;
    this.toggles = { ...this.toggles, markers };
    this.choices = { ...this.choices, layout };
  }

  /** Applies the cluster's saved state. */
  recall({ pins, colours }: SavedLayout): void {
    this.pins.clear();
    for (const [id, place] of Object.entries(pins)) this.pins.set(id, place);
    this.colours = { ...colours };
    this.#savedLayout = this.#cluster();
  }

  /** Remembers the panel's cluster. Without one, it is the connected cluster. */
  bind(panel: PanelOf): void {
    if (panel.cluster === (this.#panel?.cluster ?? null)) return;
    this.#panel = panel;
    this.save();
  }

  get camera(): Saved['camera'] {
    return this.#camera;
  }

  setCamera(camera: Saved['camera']): void {
    this.#camera = camera;
    this.save();
  }

  /** The sizes of panes that the user has set, in pixels. */
  get sizes(): Saved['sizes'] {
    return this.#sizes;
  }

  /** Remembers the size of a pane, in pixels; undefined for the default. */
  resize(change: Saved['sizes']): void {
    this.#sizes = { ...this.#sizes, ...change };
    this.save();
  }

  /** Saves the state in VS Code. */
  save(): void {
    const { toggles, choices, placedBy } = this;
    // The oldest come first.
    const positions = Object.fromEntries([...this.positions].slice(-MOST_PLACES));
    this.api.setState({
      version: 2,
      positions,
      placedBy,
      toggles,
      ...choices,
      camera: this.#camera,
      sizes: this.#sizes,
      panel: this.#panel,
      ...(this.#details && { details: this.#details }),
      ...(this.#recording !== undefined && { recording: this.#recording }),
    } satisfies Saved);
    const savedLayout = this.#cluster();
    if (savedLayout === this.#savedLayout) return;
    this.#savedLayout = savedLayout;
    this.api.postMessage({ type: 'saveLayout', savedLayout: JSON.parse(savedLayout) as SavedLayout });
  }

  #cluster(): string {
    return JSON.stringify({ pins: Object.fromEntries(this.pins), colours: this.colours } satisfies SavedLayout);
  }
}
