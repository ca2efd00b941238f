/**
 * Cisco ASA and commands that do not come whole: a verb that is typed in pieces is crossed out, and so is one of less
 * than four bytes. It looks at packets, so it is one of the few devices that depend on segmentation.
 */
import { textOf } from '../../bytes.ts'
import type { Device } from '../device.ts'
import type { Follower } from '../follower.ts'
import { heldRelay } from '../held-relay.ts'
import { relay } from '../relay.ts'
import { crossOutVerb } from '../smtp-edits.ts'
import { smtpFollower } from '../smtp-relay.ts'

export const slowVerbs: Device = {
  name: 'slow-verbs',
  description: 'Crosses out verbs that come in more than one packet or have less than four bytes (FACTS C9).',
  open: ({ protocol }) => (protocol === 'smtp' ? heldRelay(crossing()) : relay()),
}

const SHORTEST_VERB_BYTES = 4

/** The beginning of a line whose verb is complete. */
const WHOLE_VERB = /^[ \t]*[^ \t\r\n]+[ \t\r\n]/

function crossing(): Follower {
  let line = ''
  let inPieces = false
  const follower = smtpFollower({
    rewrite: item => {
      if (item.kind === 'reply') return item.text
      const cross = item.kind === 'command' && (inPieces || item.verb.length < SHORTEST_VERB_BYTES)
      inPieces = false
      return cross ? crossOutVerb(item.text) : item.text
    },
  })
  return {
    ...follower,
    follow: (from, bytes) => {
      if (from === 'answerer') return follower.follow(from, bytes)
      inPieces ||= line !== '' && !WHOLE_VERB.test(line)
      const text = line + textOf(bytes)
      line = text.slice(text.lastIndexOf('\n') + 1)
      return follower.follow(from, bytes)
    },
  }
}
