/**
 * The test signatures that scanners know, written backwards and encoded, so that no scanner takes the tests for them;
 * and the turns that many dialogs begin with.
 */
import { answerer, dialer, type Turn } from './dialog.ts'

function backwards(encoded: string): string {
  return [...Buffer.from(encoded, 'base64').toString('latin1')].reverse().join('')
}

export const VIRUS = backwards(
  'KkgrSCQhRUxJRi1UU0VULVNVUklWSVROQS1EUkFETkFUUy1SQUNJRSR9NylDQzcpXlAoNDVYWlBcNFtQQUAlUCFPNVg=',
)
export const SPAM = backwards(
  'WDQzLkMqTElBTUUtVFNFVC1FQlUtSVROQS1EUkFETkFUUy1FQlVURypORU5ESTIqM05CU04uMU5EQVFCREo0QypTSlg=',
)

/** One byte is another: no scanner may take it for the test. */
export const NEAR_MISS = VIRUS.replace('ANTIVIRUS', 'ANTIVIRUZ')

export const GREETED: readonly Turn[] = [answerer('220 mx\r\n')]

/** Greeted and introduced; nothing is offered. */
export const HELLO: readonly Turn[] = [...GREETED, dialer('EHLO a\r\n'), answerer('250 mx\r\n')]

/** Asked for a message. */
export const DATA: readonly Turn[] = [dialer('DATA\r\n'), answerer('354 go\r\n')]
