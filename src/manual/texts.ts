/**
 * What is said of each command beside its options: notes, examples, exit statuses. A table, read by the help, the manual
 * page and nobody else. Options are described where they are declared.
 */
import type { CommandTexts, ExitStatus } from './model.ts'

const notDone: ExitStatus = {
  status: 2,
  meaning: 'it could not be done: wrong arguments, or something that is missing',
}

/** Of everything that ends with a verdict. */
const verdicts: readonly ExitStatus[] = [
  { status: 0, meaning: 'everything arrived as it was sent' },
  { status: 1, meaning: 'a fault was proved; with --fail-on warning, a fault or a warning' },
  { status: 2, meaning: 'the check could not be done' },
  { status: 3, meaning: 'no fault was proved, but not everything could be tested' },
]

const printed: readonly ExitStatus[] = [{ status: 0, meaning: 'it was printed' }, notDone]

/** By the words that lead to the command; the program itself has none. */
export const commandTexts: Readonly<Record<string, CommandTexts>> = {
  '': {
    notes: [
      'Firewalls, mail gateways, antivirus programs and providers rewrite SMTP on the way. A test from one side can only guess. Pathproof plays the same conversations at both ends of the path, records every byte at both, and compares: what differs was changed on the way.',
      'The responder runs on the mail server and prints a pairing code. The check runs on a machine in another network and asks for the code. Incoming is what is dialed from outside to the server, outgoing what the server dials.',
      'A row of the report (a port in one direction, for one transport and address family) is intact only when both ends prove it. What could not be decided is called unknown or untested, with the reason.',
    ],
    examples: [
      { command: 'pathproof responder', about: 'on the mail server' },
      { command: 'pathproof check mail.example.com', about: 'on a machine in another network' },
      { command: 'pathproof demo', about: 'both, on this machine alone' },
    ],
    exits: [],
  },
  responder: {
    notes: [
      'Started as root it reads the rules of the firewall, and goes on as an ordinary user that may bind low ports and open raw sockets, and nothing more.',
      'Ports are open only while a check tests them. With --offline there is no control channel that could say when: cycles begin at every full five minutes (UTC) until the time of --until, and in each one the ports stay open for up to four minutes, for the address of --client alone, whether a client comes or not.',
      'With --offline both ends need the same --profile, and clocks that are not more than two seconds apart. --client takes one address, or one of each family with a comma between. The half of the first cycle in which somebody was heard goes to --bundle, that of a later one beside it, with the hour and minute (UTC) of the cycle in its name.',
      'Without --bundle the half goes to pathproof-responder-half.zip, in this folder or, where root starts the responder, in /var/tmp: the user as whom it goes on may not write everywhere.',
    ],
    examples: [
      { command: 'pathproof responder', about: 'until Ctrl-C; the code is good for two hours' },
      { command: 'pathproof responder --expires 4h', about: 'a code that is good for longer' },
      { command: 'pathproof responder --profile mx', about: 'the ports of another profile' },
      {
        command: 'pathproof responder --tls-cert chain.pem --tls-key key.pem',
        about: 'with the server’s own certificate in TLS',
      },
      {
        command: 'pathproof responder --offline --client 192.0.2.7 --until 30m',
        about: 'where no control channel can be had; then merge the two halves',
      },
    ],
    exits: [{ status: 0, meaning: 'it was stopped, or the time of --until has come' }, notDone],
  },
  check: {
    notes: [
      'The pairing code is taken from PATHPROOF_CODE, --code-file or --code -, else asked for.',
      'Ports below 1024 can be tested outgoing (from the server) only as root or with CAP_NET_BIND_SERVICE.',
      'With --slow also what takes minutes is asked, everything side by side, so that it takes about half an hour: greetings after 5, 15 and 40 seconds, messages of which one byte comes a second, messages of 2 to 25 MiB, connections and IDLE on which nothing is said for 1, 5 and 29 minutes. Where the path is not intact parts of it are asked again, and it takes longer. The messages are 84 MiB for each SMTP port, direction and address family.',
      'With --signatures messages with EICAR and GTUBE are sent, the harmless strings by which antivirus and antispam programs are tested, and beside each a twin that differs in one byte. Whoever scans mail on the way must mind them, and may raise an alarm or block an address. Tell who runs those programs before. The strings stand in the tapes and the report as well.',
      'The first Ctrl-C ends the run with a report of what was proved until then.',
      'With --offline the next cycle is played by the clock: one begins at every full five minutes (UTC) and takes up to four. Without --bundle this half goes to pathproof-client-half.zip. Nothing is judged before both halves are merged, so the exit status is 3.',
    ],
    examples: [
      { command: 'pathproof check mail.example.com', about: 'every port of the profile mail-hoster' },
      {
        command: 'pathproof check mail.example.com --bundle ticket-4711.zip',
        about: 'with the evidence, for a ticket',
      },
      {
        command: 'pathproof check mail.example.com --bundle ticket-4711.zip --redact',
        about: 'the same, with addresses and names masked',
      },
      { command: 'pathproof check mail.example.com --profile next-version.yaml', about: 'a list of ports of your own' },
      {
        command: 'pathproof check mail.example.com --smtp 25,587 --json report.json',
        about: 'two ports, for a program',
      },
      {
        command: 'pathproof check mail.example.com --only incoming --code-file code.txt',
        about: 'one direction, without a question',
      },
      { command: 'pathproof check mail.example.com --quiet --format junit', about: 'in a pipeline' },
      {
        command: 'pathproof check mail.example.com --offline --bundle client.zip',
        about: 'this half of a run without a control channel; then merge the two',
      },
    ],
    exits: verdicts.map(it =>
      it.status === 3 ? { ...it, meaning: `${it.meaning}; with --offline: this half was written` } : it,
    ),
  },
  explain: {
    notes: [
      'All is told by the lists that the judge itself goes by. docs/findings.md and docs/devices.md are the same, whole.',
      'A device is named by its proof alone: transform and text say that it is this one; a set only fits, because others do the same.',
    ],
    examples: [
      { command: 'pathproof explain', about: 'every finding and every device' },
      { command: 'pathproof explain smtp.starttls.removed', about: 'a finding of a report' },
      { command: 'pathproof explain cisco asa', about: 'what a device does, and what to type on it' },
    ],
    exits: printed,
  },
  demo: {
    notes: [
      'Without --middlebox it runs twice, first over a clean path and then through an emulated firewall that inspects ESMTP. With it, it does what check does.',
    ],
    examples: [
      { command: 'pathproof demo', about: 'a clean path, then a firewall' },
      { command: 'pathproof demo --list', about: 'the devices that it knows' },
      { command: 'pathproof demo --middlebox starttls-strip', about: 'one of them' },
      { command: 'pathproof demo --middlebox asa-esmtp --bundle demo.zip', about: 'with a bundle to look into' },
    ],
    exits: [
      { status: 0, meaning: 'both runs came out as they must; with --middlebox, as for check' },
      { status: 1, meaning: 'they did not; with --middlebox, as for check' },
      notDone,
      { status: 3, meaning: 'with --middlebox: as for check' },
    ],
  },
  profile: {
    notes: ['Wherever a profile is asked for, a built-in name or a file does. docs/profiles.md describes the file.'],
    examples: [],
    exits: [],
  },
  'profile list': {
    notes: [],
    examples: [{ command: 'pathproof profile list', about: '' }],
    exits: printed,
  },
  'profile show': {
    notes: [],
    examples: [
      { command: 'pathproof profile show mail-hoster', about: 'every port, and why it is needed' },
      { command: 'pathproof profile show mx --yaml > ports.yaml', about: 'to begin a file of your own' },
    ],
    exits: printed,
  },
  'profile check': {
    notes: [],
    examples: [{ command: 'pathproof profile check ports.yaml', about: 'every error with its line' }],
    exits: [
      { status: 0, meaning: 'the file is good' },
      { status: 2, meaning: 'it has errors, or cannot be read' },
    ],
  },
  'profile diff': {
    notes: [],
    examples: [
      {
        command: 'pathproof profile diff mail-hoster next-version.yaml',
        about: 'what the firewall must open before an upgrade',
      },
    ],
    exits: [{ status: 0, meaning: 'both ask for the same' }, { status: 1, meaning: 'they do not' }, notDone],
  },
  show: {
    notes: [
      'What it prints is the report as it was written; judge judges anew, and verify says whether it was changed.',
    ],
    examples: [
      { command: 'pathproof show ticket-4711.zip', about: 'as the check printed it' },
      { command: 'pathproof show ticket-4711.zip --format markdown', about: 'to paste into a ticket' },
    ],
    exits: printed,
  },
  judge: {
    notes: [
      'The tapes of the bundle are judged by the rules of this release; what it says otherwise than the release that wrote the bundle is told. Of the --fail-on of the run and the one given here the stricter counts.',
    ],
    examples: [{ command: 'pathproof judge ticket-4711.zip', about: 'by the rules of this release' }],
    exits: verdicts,
  },
  verify: {
    notes: [
      'A signature says which installation wrote a half, and that nobody changed it since. A merged bundle has three: those of both ends, and that of whoever merged them.',
    ],
    examples: [{ command: 'pathproof verify ticket-4711.zip', about: 'every digest and both signatures' }],
    exits: [
      { status: 0, meaning: 'nothing was changed' },
      { status: 1, meaning: 'something was; it is named' },
      notDone,
    ],
  },
  merge: {
    notes: [
      'For the two halves of one cycle that check --offline and responder --offline wrote, in any order. Both are verified first. What they say together is judged as check judges it, also by the --fail-on warning of the check.',
      'Both halves stay as they were signed; what is made of them is signed by the installation that merges.',
    ],
    examples: [
      { command: 'pathproof merge client.zip mx.zip -o ticket-4711.zip', about: 'one bundle of both halves' },
      {
        command: 'pathproof merge client.zip mx-1405.zip -o ticket-4711.zip',
        about: "with the responder's cycle of 14:05 UTC",
      },
    ],
    exits: verdicts,
  },
  compare: {
    notes: ['Each is a bundle, or a report as JSON.'],
    examples: [{ command: 'pathproof compare before.zip after.zip', about: 'at the end of a ticket' }],
    exits: [
      { status: 0, meaning: 'nothing is left' },
      {
        status: 1,
        meaning: 'something is still there, is new, or was not tested again; or the two are not of one server',
      },
      notDone,
    ],
  },
  completion: {
    notes: [
      'bash: put `source <(pathproof completion bash)` into ~/.bashrc.',
      'zsh: write it to a file _pathproof in a folder of $fpath, before compinit runs.',
      'fish: write it to ~/.config/fish/completions/pathproof.fish.',
    ],
    examples: [
      { command: 'source <(pathproof completion bash)', about: 'bash, for this shell' },
      { command: 'pathproof completion zsh > ~/.zfunc/_pathproof', about: 'zsh' },
      { command: 'pathproof completion fish > ~/.config/fish/completions/pathproof.fish', about: 'fish' },
    ],
    exits: printed,
  },
  manual: {
    notes: ['An installed Pathproof shows the same with: man pathproof'],
    examples: [{ command: 'pathproof manual | man -l -', about: 'to read it without an installation' }],
    exits: printed,
  },
}

const nothing: CommandTexts = { notes: [], examples: [], exits: [] }

/** The texts of a command, by the words that lead to it (`profile diff`). */
export function textsOf(path: string): CommandTexts {
  return commandTexts[path] ?? nothing
}
