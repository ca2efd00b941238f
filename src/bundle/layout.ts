/**
 * The names of all that stands in a bundle. Nothing else may stand there, so a name is checked by its form alone and no
 * path can lead out of the bundle. Must not know what the files hold.
 */

/** The two ends of a run; each signs its own half. */
export type BundleEnd = 'client' | 'responder'

/** Who signs: the two ends, and whoever joined the halves of two ends that had no control channel. */
export type Signer = BundleEnd | 'merger'

/** Both ends, the client first. */
export const bundleEnds: readonly BundleEnd[] = ['client', 'responder']

/** All who may sign, in the order in which their halves stand in the manifest. */
export const signers: readonly Signer[] = [...bundleEnds, 'merger']

/** The files that stand at the top. The manifest is always the last entry of the archive. */
export const bundleFiles = {
  manifest: 'manifest.json',
  html: 'report.html',
  json: 'report.json',
  summary: 'summary.md',
  run: 'run.json',
} as const

/** What stands for the responder's whole half where the client's half says what never came. */
export const responderHalf = 'halves/responder'

/** A name inside a folder: ASCII that every file system takes as it is, no dot at either side. */
const name = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9])?'
const end = `(?:${bundleEnds.join('|')})`
const form = new RegExp(
  `^(?:${[
    ...Object.values(bundleFiles).map(file => file.replace('.', '\\.')),
    `tapes/${end}/${name}\\.jsonl`,
    `wireshark/${end}/${name}\\.pcapng`,
    `environment/${end}/${name}`,
    `halves/${end}\\.json`,
  ].join('|')})$`,
)

/** True for the names above and for nothing else. */
export function isBundlePath(path: string): boolean {
  return form.test(path)
}

/** `tapes/client/NAME.jsonl`: one end's tape of one session. */
export function tapePath(of: BundleEnd, named: string): string {
  return `tapes/${of}/${named}.jsonl`
}

/** `wireshark/client/NAME.pcapng`: the same tape for Wireshark. */
export function wiresharkPath(of: BundleEnd, named: string): string {
  return `wireshark/${of}/${named}.pcapng`
}

/** `environment/client/NAME`: what an end says of its host. `named` brings its own extension. */
export function environmentPath(of: BundleEnd, named: string): string {
  return `environment/${of}/${named}`
}

/** The file in which an end says who it is: JSON with a `hostname`. */
export function hostFile(of: BundleEnd): string {
  return environmentPath(of, 'environment.json')
}

/** `halves/client.json`: what an end without a control channel knows beside its tapes. */
export function cyclePath(of: BundleEnd): string {
  return `halves/${of}.json`
}

/** True for what only that end itself can vouch for: its tapes, and what it says of its host and of its cycle. */
export function isOfEnd(of: BundleEnd, path: string): boolean {
  return path.startsWith(tapeFolder(of)) || path.startsWith(environmentPath(of, '')) || path === cyclePath(of)
}

/** True for what only the responder itself can vouch for. */
export function isOfResponder(path: string): boolean {
  return isOfEnd('responder', path)
}

/** The folder of an end's tapes, with the slash at its end. */
export function tapeFolder(of: BundleEnd): string {
  return `tapes/${of}/`
}

/** `wireshark/client/NAME.pcapng` of `tapes/client/NAME.jsonl`. */
export function captureOfTape(path: string): string {
  return path.replace(/^tapes\//, 'wireshark/').replace(/\.jsonl$/, '.pcapng')
}
