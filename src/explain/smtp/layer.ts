/**
 * Takes the two flows of one layer of an SMTP session out of a comparison, and knows who speaks first in it.
 */
import type { FlowComparison } from '../../diff/comparison.ts'
import type { Flow } from '../../diff/edit.ts'
import type { Layer } from '../../tape/tape.ts'

/** Both flows of one layer. */
export interface LayerFlows {
  readonly commands: FlowComparison
  readonly replies: FlowComparison
  /** The answerer speaks first in this layer; after STARTTLS nobody greets any more. */
  readonly greets: boolean
}

/** The flows of a layer; one that is not on the tapes is silent. Null when nothing at all was said in the layer. */
export function layerOf(flows: readonly FlowComparison[], layer: Layer): LayerFlows | null {
  const of = (flow: Flow, on: Layer) => flows.find(it => it.flow === flow && it.layer === on) ?? silence(flow, on)
  const [commands, replies] = [of('dialer-to-answerer', layer), of('answerer-to-dialer', layer)]
  if (isSilent(commands) && isSilent(replies)) return null
  return { commands, replies, greets: layer === 'wire' || isSilent(of('answerer-to-dialer', 'wire')) }
}

function isSilent({ sent, heard }: FlowComparison): boolean {
  return sent.length + heard.length === 0
}

function silence(flow: Flow, layer: Layer): FlowComparison {
  return { flow, layer, sent: new Uint8Array(0), heard: new Uint8Array(0), edits: [], unheard: null }
}
