/**
 * What the manual page says of the world around the program: variables, files, other pages. A table; knows nothing of
 * how a page is set.
 */

/** A term and what it is. */
export interface Entry {
  readonly term: string
  readonly about: string
}

/** Variables of the environment that the program reads. */
export const environment: readonly Entry[] = [
  { term: 'PATHPROOF_CODE', about: 'the pairing code, for check. Unset it afterwards; it is good for one client.' },
  { term: 'PATHPROOF_DEBUG', about: 'with the value 1, an error shows where in the program it came from.' },
  { term: 'NO_COLOR', about: 'with any value, no colours. Nothing is said by colour alone.' },
  { term: 'XDG_STATE_HOME', about: 'where the key of this installation is kept; see FILES.' },
]

/** Files that the program makes or reads by itself. */
export const files: readonly Entry[] = [
  {
    term: '$XDG_STATE_HOME/pathproof/key.pem',
    about:
      'the key of this installation: made at first use, mode 0600. It signs bundles, and a pairing code knows its client again by it. Without XDG_STATE_HOME it is ~/.local/state/pathproof/key.pem; on macOS ~/Library/Application Support/pathproof/key.pem, on Windows %LOCALAPPDATA%\\pathproof\\key.pem.',
  },
  {
    term: '/etc/hosts.allow',
    about:
      'read by the responder, to say from where the server admits SSH. It is in a bundle only with check --hosts-allow.',
  },
]

/** Other manual pages, with their sections. */
export const seeAlso: readonly string[] = ['nft(8)', 'iptables(8)', 'openssl-s_client(1)', 'swaks(1)', 'tshark(1)']
