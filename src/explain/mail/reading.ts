/**
 * The words for reading a mail protocol: what one layer of a session shows, and what a protocol's reader can do. Knows
 * nothing of any one protocol.
 */

import type { Observation } from '../observation.ts'
import type { LayerFlows } from '../smtp/layer.ts'
import type { Passage } from '../smtp/passage.ts'
import type { Spot } from '../smtp/place.ts'

/** What was seen, and all that both ends said in the layer. */
export interface ConversationReading {
  readonly passages: readonly Passage[]
  readonly observations: readonly Observation[]
  /** A STARTTLS command that something else answered is the tail of what the far end never heard. */
  readonly swallowed: boolean
}

/** How the words of a protocol are read. */
export interface ConversationReader {
  /** All that a layer shows. */
  readonly observe: (flows: LayerFlows) => ConversationReading
  /** Of a layer that holds messages alone, because a library has the conversation. */
  readonly observeMessages: (flows: LayerFlows) => ConversationReading
  /** The name of a spot, for eyes. `layer` null: only that one flow is known. */
  readonly place: (layer: LayerFlows | null, spot: Spot) => string
}
