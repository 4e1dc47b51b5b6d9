/** A refusal of the network plugin, in its own words; Docker passes them on behind `remote: `. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
}
