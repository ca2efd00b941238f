/*
 * delaylink: a point-to-point link between two network namespaces with delay, jitter, loss, cuts, rate, queue limit
 * and MTU.
 * For the benchmark, the soak and the tests over real paths, on kernels without netem: it needs only /dev/net/tun,
 * iproute2 and root. A TUN device hands over whole IP packets with finished checksums and no offloaded segments, so
 * what the far end receives is what a wire would carry. Packets are never reordered.
 *
 * Build: cc -O2 -o delaylink delaylink.c
 * Usage: delaylink NSA NSB [options]
 *   NSA, NSB       namespaces as `ip netns` names them; "-" is the one that it was started in
 *   -d ms          delay one way (25)
 *   -j ms          jitter: up to so much is added, evenly spread (0)
 *   -l percent     loss (0)
 *   -c percent     TCP segments that are cut in two at a random byte (0)
 *   -r Mbit/s      rate; 0: no limit (0)
 *   -q packets     how many wait at most in each direction; what comes above that is dropped (20000)
 *   -m bytes       MTU (1500)
 *   -a, -b v4/len  IPv4 addresses of the two ends (10.78.0.1/24 and 10.78.0.2/24)
 *   -A, -B v6/len  IPv6 addresses of the two ends (fd78::1/64 and fd78::2/64)
 *   -i name        name of the interface (dl0); with one namespace on both ends the second gets a "b" behind it
 *   -s seed        seed of jitter and loss
 *
 * Prints "ready" when the interfaces are up. SIGTERM or SIGINT ends it: the interfaces go with it, and the counters are
 * printed on stderr. It also ends when whoever started it is gone.
 *
 * Example, a round trip of 50 ms:
 *   ip netns add a; ip netns add b; ./delaylink a b -d 25 &
 *   ip netns exec a ping -c3 10.78.0.2
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* After sys/ioctl.h: both declare parts of the same structures. */
#include <linux/if.h>
#include <linux/if_tun.h>

#define NS_PER_MS 1e6
#define NS_PER_S 1000000000ull

/* How often a packet is offered again to a device that would not take it. */
#define RETRY_NS 50000
/* Packets read at a time from one side, so that the other one gets its turn. */
#define BURST 64
/* The largest IP packet. */
#define PACKET_BYTES 65536
/* The default of 500 would drop bursts before they get here: only -q is to drop. */
#define TX_QUEUE_LENGTH "10000"

/* What the command line asks for. */
struct options {
  const char *ns[2];
  const char *v4[2];
  const char *v6[2];
  const char *ifname;
  const char *mtu;
  double delay_ms;
  double jitter_ms;
  double loss_percent;
  double cut_percent;
  double rate_mbit;
  uint32_t queue_packets;
};

struct packet {
  uint64_t due_ns;
  uint32_t length;
  unsigned char *bytes;
};

/* One direction: a ring of packets in the order of their due times. */
struct direction {
  struct packet *ring;
  uint32_t head, count, capacity;
  uint64_t line_free_ns; /* when the last bit of the last packet has left, at the given rate */
  uint64_t last_due_ns;  /* packets do not overtake each other */
  uint64_t forwarded, bytes, lost, cut, queue_full;
  int from, to;
};

static volatile sig_atomic_t stop;
static uint64_t random_state = 88172645463325252ull;

static void on_signal(int number) {
  (void)number;
  stop = 1;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

/* From 0 up to, not including, 1 (xorshift64: repeatable by -s, and good enough to drop packets by). */
static double random_part(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (double)(random_state >> 11) / 9007199254740992.0;
}

/* Runs `ip ARGS...` in a namespace, without a shell; the list ends with NULL. */
static void ip(const char *ns, char *const args[]) {
  char *argv[20] = {"ip"};
  int count = 1;
  if (strcmp(ns, "-") != 0) {
    argv[count++] = "-n";
    argv[count++] = (char *)ns;
  }
  for (int i = 0; args[i] != NULL && count < 19; i++) argv[count++] = args[i];
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    execvp("ip", argv);
    perror("ip");
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) < 0) die("waitpid");
  if (status == 0) return;
  fprintf(stderr, "failed:");
  for (int i = 0; i < count; i++) fprintf(stderr, " %s", argv[i]);
  fprintf(stderr, "\n");
  exit(1);
}

/* Makes a TUN device in a namespace. Its descriptor works from any other. */
static int open_tun(const char *ns, const char *name) {
  int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (own < 0) die("/proc/self/ns/net");
  if (strcmp(ns, "-") != 0) {
    char path[256];
    snprintf(path, sizeof path, "/var/run/netns/%s", ns);
    int other = open(path, O_RDONLY | O_CLOEXEC);
    if (other < 0) die(path);
    if (setns(other, CLONE_NEWNET) != 0) die("setns");
    close(other);
  }
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) die("/dev/net/tun");
  struct ifreq request;
  memset(&request, 0, sizeof request);
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(tun, TUNSETIFF, &request) != 0) die("TUNSETIFF");
  if (setns(own, CLONE_NEWNET) != 0) die("setns back");
  close(own);
  return tun;
}

/* Addresses before the queue length: the link must be up for neither, and "ready" means that all is done. */
static void bring_up(const struct options *o, int side, const char *name) {
  const char *ns = o->ns[side];
  char *device = (char *)name;
  ip(ns, (char *[]){"link", "set", device, "mtu", (char *)o->mtu, "up", NULL});
  ip(ns, (char *[]){"addr", "add", (char *)o->v4[side], "dev", device, NULL});
  ip(ns, (char *[]){"addr", "add", (char *)o->v6[side], "dev", device, "nodad", NULL});
  ip(ns, (char *[]){"link", "set", device, "txqueuelen", TX_QUEUE_LENGTH, NULL});
  ip(ns, (char *[]){"link", "set", "lo", "up", NULL});
}

/* Writes every packet whose time has come. Returns when the next one is due; UINT64_MAX: none waits. */
static uint64_t deliver(struct direction *d) {
  uint64_t now = now_ns();
  while (d->count > 0 && d->ring[d->head].due_ns <= now) {
    struct packet *p = &d->ring[d->head];
    if (write(d->to, p->bytes, p->length) < 0 && errno == EAGAIN) {
      p->due_ns = now + RETRY_NS;
      break;
    }
    free(p->bytes);
    d->head = (d->head + 1) % d->capacity;
    d->count--;
    d->forwarded++;
  }
  return d->count > 0 ? d->ring[d->head].due_ns : UINT64_MAX;
}

/* When a packet that came in at `now` leaves at the other end. */
static uint64_t due_of(const struct options *o, struct direction *d, uint64_t now, size_t length) {
  uint64_t left = d->line_free_ns > now ? d->line_free_ns : now;
  if (o->rate_mbit > 0) {
    left += (uint64_t)((double)length * 8000.0 / o->rate_mbit);
    d->line_free_ns = left;
  }
  double jitter_ms = o->jitter_ms > 0 ? random_part() * o->jitter_ms : 0;
  uint64_t due = left + (uint64_t)((o->delay_ms + jitter_ms) * NS_PER_MS);
  if (due < d->last_due_ns) due = d->last_due_ns;
  d->last_due_ns = due;
  return due;
}

static void enqueue(const struct options *o, struct direction *d, const unsigned char *bytes, size_t length) {
  if (o->loss_percent > 0 && random_part() * 100 < o->loss_percent) {
    d->lost++;
    return;
  }
  if (d->count == d->capacity) {
    d->queue_full++;
    return;
  }
  struct packet *p = &d->ring[(d->head + d->count) % d->capacity];
  p->bytes = malloc(length);
  if (p->bytes == NULL) die("malloc");
  memcpy(p->bytes, bytes, length);
  p->length = (uint32_t)length;
  p->due_ns = due_of(o, d, now_ns(), length);
  d->count++;
  d->bytes += length;
}

static uint32_t sum_of(const unsigned char *bytes, size_t length, uint32_t sum) {
  for (size_t i = 0; i + 1 < length; i += 2) sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
  return length % 2 == 1 ? sum + (uint32_t)(bytes[length - 1] << 8) : sum;
}

static void put_checksum(unsigned char *at, uint32_t sum) {
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  sum = ~sum & 0xffff;
  at[0] = (unsigned char)(sum >> 8);
  at[1] = (unsigned char)sum;
}

static void put_16(unsigned char *at, size_t value) {
  at[0] = (unsigned char)(value >> 8);
  at[1] = (unsigned char)value;
}

/* Lengths and checksums (RFC 791, 8200, 9293) of a TCP packet whose IP header has `ip` bytes. */
static void finish(unsigned char *packet, size_t ip, size_t length) {
  int is_v4 = packet[0] >> 4 == 4;
  put_16(packet + (is_v4 ? 2 : 4), is_v4 ? length : length - ip);
  if (is_v4) {
    put_16(packet + 10, 0);
    put_checksum(packet + 10, sum_of(packet, ip, 0));
  }
  unsigned char *tcp = packet + ip;
  put_16(tcp + 16, 0);
  uint32_t pseudo = sum_of(packet + (is_v4 ? 12 : 8), is_v4 ? 8 : 32, 6 + (uint32_t)(length - ip));
  put_checksum(tcp + 16, sum_of(tcp, length - ip, pseudo));
}

/* Bytes of all headers of a TCP segment that may be cut: data, nothing urgent, no SYN, no RST. 0: it may not. */
static size_t headers_of(const unsigned char *packet, size_t length, size_t *ip) {
  if (length < 40) return 0;
  int version = packet[0] >> 4;
  *ip = version == 4 ? (size_t)(packet[0] & 15) * 4 : 40;
  int is_tcp = version == 4 ? packet[9] == 6 && (packet[6] & 0x3f) == 0 && packet[7] == 0 : packet[6] == 6;
  if ((version != 4 && version != 6) || !is_tcp || length < *ip + 20) return 0;
  size_t all = *ip + (size_t)(packet[*ip + 12] >> 4) * 4;
  return (packet[*ip + 13] & 0x26) == 0 && length >= all + 2 ? all : 0;
}

/* As a path does that has another idea of how large a segment should be. */
static void enqueue_cut(const struct options *o, struct direction *d, unsigned char *bytes, size_t length) {
  static unsigned char second[PACKET_BYTES];
  size_t ip = 0;
  size_t headers = o->cut_percent > 0 && random_part() * 100 < o->cut_percent ? headers_of(bytes, length, &ip) : 0;
  if (headers == 0) {
    enqueue(o, d, bytes, length);
    return;
  }
  size_t first = 1 + (size_t)(random_part() * (double)(length - headers - 1));
  size_t rest = length - headers - first;
  memcpy(second, bytes, headers);
  memcpy(second + headers, bytes + headers + first, rest);
  unsigned char *number = second + ip + 4;
  uint32_t sequence = (uint32_t)number[0] << 24 | (uint32_t)number[1] << 16 | (uint32_t)number[2] << 8 | number[3];
  sequence += (uint32_t)first;
  put_16(number, sequence >> 16);
  put_16(number + 2, sequence & 0xffff);
  bytes[ip + 13] &= (unsigned char)~0x09; /* the FIN and the push belong to the second half */
  finish(bytes, ip, headers + first);
  finish(second, ip, headers + rest);
  d->cut++;
  enqueue(o, d, bytes, headers + first);
  enqueue(o, d, second, headers + rest);
}

/* Takes in what one side has sent. */
static void take_in(const struct options *o, struct direction *d) {
  static unsigned char buffer[PACKET_BYTES];
  for (int i = 0; i < BURST; i++) {
    ssize_t length = read(d->from, buffer, sizeof buffer);
    if (length <= 0) return;
    enqueue_cut(o, d, buffer, (size_t)length);
  }
}

/* Waits until a packet comes in or one is due; `due_ns` UINT64_MAX: none is. */
static void wait_for(struct pollfd sides[2], uint64_t due_ns) {
  struct timespec pause;
  struct timespec *limit = NULL;
  if (due_ns != UINT64_MAX) {
    uint64_t now = now_ns();
    uint64_t left = due_ns > now ? due_ns - now : 0;
    pause.tv_sec = (time_t)(left / NS_PER_S);
    pause.tv_nsec = (long)(left % NS_PER_S);
    limit = &pause;
  }
  if (ppoll(sides, 2, limit, NULL) >= 0) return;
  if (errno != EINTR) die("poll");
  sides[0].revents = sides[1].revents = 0;
}

static void carry(const struct options *o, struct direction directions[2]) {
  struct pollfd sides[2] = {{directions[0].from, POLLIN, 0}, {directions[1].from, POLLIN, 0}};
  while (!stop) {
    uint64_t first = deliver(&directions[0]);
    uint64_t second = deliver(&directions[1]);
    wait_for(sides, first < second ? first : second);
    for (int i = 0; i < 2; i++)
      if (sides[i].revents & POLLIN) take_in(o, &directions[i]);
  }
}

static void print_counters(const char *name, const struct direction *d) {
  fprintf(stderr, "%s forwarded=%llu bytes=%llu lost=%llu cut=%llu queue-full=%llu\n", name,
          (unsigned long long)d->forwarded, (unsigned long long)d->bytes, (unsigned long long)d->lost,
          (unsigned long long)d->cut, (unsigned long long)d->queue_full);
}

static int usage(void) {
  fprintf(stderr, "usage: delaylink NSA NSB [-d ms] [-j ms] [-l percent] [-c percent] [-r Mbit/s] [-q packets] [-m mtu]\n"
                  "                 [-a v4A/len] [-b v4B/len] [-A v6A/len] [-B v6B/len] [-i ifname] [-s seed]\n");
  return 2;
}

/* Returns 0, or the exit status of a wrong command line. */
static int parse(int argc, char **argv, struct options *o) {
  if (argc < 3) return usage();
  o->ns[0] = argv[1];
  o->ns[1] = argv[2];
  optind = 3;
  int option;
  while ((option = getopt(argc, argv, "d:j:l:c:r:q:m:a:b:A:B:i:s:")) != -1) {
    switch (option) {
      case 'd': o->delay_ms = atof(optarg); break;
      case 'j': o->jitter_ms = atof(optarg); break;
      case 'l': o->loss_percent = atof(optarg); break;
      case 'c': o->cut_percent = atof(optarg); break;
      case 'r': o->rate_mbit = atof(optarg); break;
      case 'q': o->queue_packets = (uint32_t)strtoul(optarg, NULL, 10); break;
      case 'm': o->mtu = optarg; break;
      case 'a': o->v4[0] = optarg; break;
      case 'b': o->v4[1] = optarg; break;
      case 'A': o->v6[0] = optarg; break;
      case 'B': o->v6[1] = optarg; break;
      case 'i': o->ifname = optarg; break;
      case 's': random_state = strtoull(optarg, NULL, 10) * 2654435761u + 1; break;
      default: return usage();
    }
  }
  return o->queue_packets > 0 ? 0 : usage();
}

/* Called before the signals are caught: until then they end the program as usual. */
static void open_link(const struct options *o, struct direction directions[2]) {
  char names[2][IFNAMSIZ];
  int tuns[2];
  for (int i = 0; i < 2; i++) {
    const char *suffix = i == 1 && strcmp(o->ns[0], o->ns[1]) == 0 ? "b" : "";
    snprintf(names[i], sizeof names[i], "%s%s", o->ifname, suffix);
    tuns[i] = open_tun(o->ns[i], names[i]);
  }
  for (int i = 0; i < 2; i++) bring_up(o, i, names[i]);
  memset(directions, 0, 2 * sizeof *directions);
  for (int i = 0; i < 2; i++) {
    directions[i].capacity = o->queue_packets;
    directions[i].ring = calloc(o->queue_packets, sizeof(struct packet));
    if (directions[i].ring == NULL) die("calloc");
    directions[i].from = tuns[i];
    directions[i].to = tuns[1 - i];
  }
}

int main(int argc, char **argv) {
  struct options o = {
      .v4 = {"10.78.0.1/24", "10.78.0.2/24"},
      .v6 = {"fd78::1/64", "fd78::2/64"},
      .ifname = "dl0",
      .mtu = "1500",
      .delay_ms = 25,
      .queue_packets = 20000,
  };
  int wrong = parse(argc, argv, &o);
  if (wrong != 0) return wrong;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_TIMERSLACK, 1000);
  struct direction directions[2];
  open_link(&o, directions);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  printf("ready\n");
  fflush(stdout);
  carry(&o, directions);
  print_counters("A->B", &directions[0]);
  print_counters("B->A", &directions[1]);
  return 0;
}
