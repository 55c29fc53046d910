#!/usr/bin/python3
"""Vectors of the data set photosift: 128-d SIFT descriptors (uint8 valued) of photographs that Debian 12
packages ship; 1,000,000 base / 100,000 learn / 10,000 query, all three from different photographs.
Run by `lp data photosift`, which adds the true neighbours and compares the checksums.
Needs: python3-numpy python3-opencv (4.6), apt-get and dpkg.   usage: photosift.py ROOT PROCESSES
What a run that was killed has finished is found again: packages, unpacked packages, descriptors by picture."""
import hashlib, os, shutil, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
import numpy as np

PACKAGES = ["plasma-workspace-wallpapers", "mate-backgrounds", "lomiri-wallpapers-16.04",
            "lomiri-wallpapers-20.04", "palapeli-data", "python3-skimage",
            "tuxpaint-stamps-default", "stellarium-data"]
# photographs among the wallpapers (the rest are drawings or gradients)
PLASMA = "BytheWater ColdRipple ColorfulCups EveningGlow FallenLeaf Grey Kite OneStandsOut Path summer_1am".split()
LOMIRI = ("Bridge_by Dragonfly_by Picture_0B Picture_1A Wine_by aitzgorri free_by friends_by greentock "
          "life_by picosdeeuropa seeding sunset Kleiber").split()
STELL = ["landscapes/garching/", "landscapes/hurricane/", "landscapes/mars/", "landscapes/moon/",
         "landscapes/guereins/", "landscapes/trees/", "landscapes/ocean/"]
SCENE = ["Sterngarten_20100320", "Google_Earth", "Bodenbelag_Stein", "Stein_Mauerwerk", "Tafel_"]
SKIM = ("astronaut brick camera cell chelsea china coffee coins grass gravel hubble_deep_field "
        "immunohistochemistry moon retina rocket motorcycle_left").split()
CONTRAST = 0.01          # SIFT contrast threshold (library default 0.04 finds too few)
CAP = 60000              # at most this many descriptors of one photograph
NEB_CAP = 400            # of one nebula plate: 600 plates of stars must not dominate
N_BASE, N_LEARN, N_QUERY = 1000000, 100000, 10000
Q_CAP, L_CAP = 400, 25000


def progress(stage, done, total):
    """Read by the caller, which draws a bar"""
    print("progress\t%s\t%d\t%d" % (stage, done, total), flush=True)


def log(*a):
    print(*a, flush=True)


def sha256(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for c in iter(lambda: f.read(1 << 20), b""):
            h.update(c)
    return h.hexdigest()


def mix(n, seed):
    """splitmix64 of 0..n-1: the same on every numpy version, unlike Generator.permutation"""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64((seed * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019) & (2**64 - 1))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def shuffled(n, seed):
    return np.argsort(mix(n, seed), kind="stable")


def pick(n, k, seed):
    """k of n, ascending"""
    return np.sort(shuffled(n, seed)[:k])


def whole(path, array):
    """Writes the bytes of an array whole or not at all"""
    array.tofile(path + ".tmp")
    os.replace(path + ".tmp", path)


def write_bvecs(path, x):
    rows = np.empty(len(x), np.dtype([("d", "<i4"), ("v", "u1", (x.shape[1],))]))
    rows["d"] = x.shape[1]
    rows["v"] = x
    whole(path, rows)


def wanted(p):
    b = os.path.basename(p)
    if b.rsplit(".", 1)[-1].lower() not in ("jpg", "jpeg", "png"):
        return 0
    if "/wallpapers/" in p:
        return CAP if any("/%s/contents/images/" % w in p for w in PLASMA) else 0
    if "/backgrounds/mate/nature/" in p:
        return CAP
    if "/share/backgrounds/" in p:
        return CAP if any(b.startswith(w) for w in LOMIRI) else 0
    if "/palapeli/collection/" in p:
        return CAP
    if "/skimage/data/" in p:
        return CAP if b.rsplit(".", 1)[0] in SKIM else 0
    if "/tuxpaint/stamps/" in p:
        return 0 if any(k in p for k in ("/cartoon/", "/symbols/", "/seasonal/", "_outline")) else CAP
    if "/stellarium/" in p:
        if "/nebulae/default/" in p:
            return NEB_CAP
        if any(k in p for k in STELL):
            return CAP
        if "/scenery3d/" in p and any(k in b for k in SCENE) and "bump" not in b and "dontUse" not in b:
            return CAP
    return 0


def describe(job):
    """SIFT of one photograph -> uint8 (n, 128), capped by a seeded choice; kept on disk"""
    path, cap, seed, kept = job
    if not os.path.exists(kept):
        whole(kept, sift_of(path, cap, seed))
    return np.fromfile(kept, np.uint8).reshape(-1, 128)


def sift_of(path, cap, seed):
    import cv2
    cv2.setNumThreads(1)
    im = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if im is None:
        return np.empty((0, 128), np.uint8)
    if im.dtype != np.uint8:
        im = (im >> 8).astype(np.uint8)
    mask = None
    if im.ndim == 3 and im.shape[2] == 4:
        a = im[:, :, 3]
        if (a < 255).any():
            mask = cv2.erode((a > 127).astype(np.uint8) * 255, np.ones((5, 5), np.uint8),
                             borderType=cv2.BORDER_CONSTANT, borderValue=0)
            w = a[:, :, None].astype(np.float32) / 255
            im = np.rint(im[:, :, :3] * w + 128 * (1 - w)).astype(np.uint8)
        else:
            im = im[:, :, :3]
    if im.ndim == 3 and im.shape[2] == 3:
        im = cv2.cvtColor(im, cv2.COLOR_BGR2GRAY)
    sift = cv2.SIFT_create(contrastThreshold=CONTRAST)
    kp = sift.detect(im, mask)
    if not kp:
        return np.empty((0, 128), np.uint8)
    # OpenCV's parallel detection may return another order: sort by place, size, angle
    key = np.array([(k.pt[1], k.pt[0], k.size, k.angle) for k in kp])
    o = np.lexsort((key[:, 3], key[:, 2], key[:, 0], key[:, 1]))
    if len(o) > cap:
        o = o[pick(len(o), cap, seed)]
    _, d = sift.compute(im, [kp[i] for i in o])
    return d.astype(np.uint8)


def package(dl, name):
    """The package's file, downloaded unless it is there, beside it and then renamed"""
    def found(folder):
        return sorted(f for f in os.listdir(folder) if f.startswith(name + "_") and f.endswith(".deb"))
    if not found(dl):
        partial = os.path.join(dl, "deb.tmp")
        shutil.rmtree(partial, ignore_errors=True)
        os.makedirs(partial)
        subprocess.run(["apt-get", "download", "-q", name], cwd=partial, check=True)
        deb = found(partial)[-1]
        os.rename(os.path.join(partial, deb), os.path.join(dl, deb))
        os.rmdir(partial)
    return found(dl)[-1]


def unpack(dl, name, deb):
    """Unpacks beside the final folder and renames: a folder that is there is whole"""
    x = os.path.join(dl, "x", name)
    if os.path.isdir(x):
        return
    partial = os.path.join(dl, "x.tmp")
    shutil.rmtree(partial, ignore_errors=True)
    os.makedirs(partial)
    os.makedirs(os.path.dirname(x), exist_ok=True)
    subprocess.run(["dpkg", "-x", os.path.join(dl, deb), partial], check=True)
    os.rename(partial, x)


def main():
    root, procs = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    out = os.path.join(root, "photosift")
    dl = os.path.join(root, "download", "photos")
    os.makedirs(out, exist_ok=True)
    os.makedirs(dl, exist_ok=True)
    versions = []
    for i, p in enumerate(PACKAGES):
        progress("packages", i, len(PACKAGES))
        versions.append(package(dl, p))
        unpack(dl, p, versions[-1])
    progress("packages", len(PACKAGES), len(PACKAGES))
    photos, seen = [], set()
    for p in PACKAGES:
        top = os.path.join(dl, "x", p)
        for r, ds, fs in os.walk(top):
            ds.sort()
            for f in sorted(fs):
                path = os.path.join(r, f)
                cap = wanted(path)
                if not cap or os.path.islink(path):
                    continue
                h = sha256(path)
                if h not in seen:
                    seen.add(h)
                    photos.append((os.path.relpath(path, os.path.join(dl, "x")), h, cap))
    photos.sort()
    log(len(photos), "photographs")
    cache = os.path.join(dl, "desc-c%g-k%d-%d" % (CONTRAST, CAP, NEB_CAP))
    os.makedirs(cache, exist_ok=True)
    jobs = [(os.path.join(dl, "x", p), cap, 7, os.path.join(cache, h + ".u8")) for p, h, cap in photos]
    order = sorted(range(len(jobs)), key=lambda i: -os.path.getsize(jobs[i][0]))
    desc = [None] * len(jobs)
    with ProcessPoolExecutor(procs) as ex:
        for n, (i, d) in enumerate(zip(order, ex.map(describe, [jobs[i] for i in order]))):
            desc[i] = d
            progress("photographs", n + 1, len(order))
    log(sum(len(d) for d in desc), "descriptors")
    # photographs are dealt to query / learn / base by the hash of their content
    rank = sorted(range(len(photos)), key=lambda i: hashlib.sha256(b"deal" + photos[i][1].encode()).digest())
    # query and learn: the many small star plates and the other photographs have quotas of their own, so
    # that plates do not outnumber the rest; a bound on what they take keeps base above its size
    neb = [cap == NEB_CAP for _, _, cap in photos]
    role = ["base"] * len(photos)
    for name, want, cap, room in (("query", N_QUERY * 1.02, Q_CAP, 110000), ("learn", N_LEARN * 1.02, L_CAP, 220000)):
        left = {True: 0.15 * want, False: 0.85 * want}
        for i in rank:
            n = len(desc[i])
            if role[i] == "base" and n and left[neb[i]] > 0 and n <= room:
                role[i] = name
                room -= n
                left[neb[i]] -= min(n, cap)

    def gather(which, want, cap, seed):
        xs, src = [], []
        for i in range(len(photos)):
            if role[i] == which and len(desc[i]):
                d = desc[i]
                if len(d) > cap:
                    d = d[pick(len(d), cap, seed)]
                xs.append(d)
                src.append(np.full(len(d), i))
        x, s = np.concatenate(xs), np.concatenate(src)
        log(which, len(xs), "photographs", len(x), "descriptors before the cut to", want)
        if len(x) < want:
            raise SystemExit("too few descriptors for " + which)
        k = shuffled(len(x), seed)[:want]          # shuffled: no locality of insertion order
        return x[k], s[k]

    base, bs = gather("base", N_BASE, CAP, 11)
    learn, ls = gather("learn", N_LEARN, L_CAP, 12)
    query, qs = gather("query", N_QUERY, Q_CAP, 13)
    assert not (set(bs) & set(qs)) and not (set(ls) & set(qs)) and not (set(ls) & set(bs))
    write_bvecs(os.path.join(out, "base.bvecs"), base)
    write_bvecs(os.path.join(out, "learn.bvecs"), learn)
    write_bvecs(os.path.join(out, "query.bvecs"), query)
    whole(os.path.join(out, "base.photo.i32"), bs.astype("<i4"))
    whole(os.path.join(out, "query.photo.i32"), qs.astype("<i4"))
    tsv = os.path.join(out, "photos.tsv")
    with open(tsv + ".tmp", "w") as f:
        for v in versions:
            f.write("# %s\n" % v)
        for i, (p, h, cap) in enumerate(photos):
            f.write("%d\t%s\t%d\t%s\t%s\n" % (i, role[i], len(desc[i]), h[:16], p))
    os.replace(tsv + ".tmp", tsv)


if __name__ == "__main__":
    main()
