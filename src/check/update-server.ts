/** Judges whether the updates of Windows come from a server of the organisation (WSUS). */
import { layersOf, setting } from '../facts/registry.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { always, equals, judgeSetting, plain } from './setting.ts';
import type { Extras, Verdict } from './verdict.ts';
import { allOf, fail, pass, undecided } from './verdict.ts';

const WINDOWS_UPDATE = 'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate';
const AU = `${WINDOWS_UPDATE}\\AU`;

type Facts = Pick<Domains, 'registry' | 'os'> & Always;

/**
 * Held to plain characters before `@`, and without `@` or `\\` after a `?` or `#` that ends the host: with those, programs
 * disagree on which part is the host.
 */
const NAME =
  /^(?:https?:\/\/)?(?:[\w.~!$&'()*+,;=:%-]*@)?(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+?)\.?(?::\d{1,5})?(?:\/.*|[?#][^@\\]*)?$/iu;

/** The agent takes nothing else. */
const IS_URL = /^https?:\/\/[^/]/i;

/** The host of `http://wsus01.example.test:8530`, or of a bare name; lower case, without the dot of the root. */
const hostOf = (text: string): string | null => NAME.exec(text.trim())?.[1]?.toLowerCase() ?? null;

const overHttp = (text: string): boolean => /^http:/i.test(text);

const shortName = (host: string): string => host.split('.')[0] ?? '';

/** `maybe`: one of the two is a plain name, and which domain it is in is not shown. */
function isDeclared(site: Site, host: string): 'yes' | 'no' | 'maybe' {
  const declared = site.updateServers.flatMap((server) => hostOf(server) ?? []);
  if (declared.includes(host)) return 'yes';
  const alike = declared.filter((d) => shortName(d) === shortName(host));
  return alike.some((d) => !d.includes('.') || !host.includes('.')) ? 'maybe' : 'no';
}

/** Automatic updates that are off altogether leave open how the host is updated. */
function judgeUse({ registry, os }: Facts): Verdict {
  const used = judgeSetting(registry, os, {
    hive: 'HKLM',
    key: AU,
    name: 'UseWUServer',
    type: 'REG_DWORD',
    secure: equals(1),
    expected: plain('1'),
    whenAbsent: always(0),
  });
  const off = setting(registry, 'HKLM', AU, 'NoAutoUpdate').stored;
  if (used.status !== 'fail' || off.state === 'absent') return used;
  if (off.state === 'unknown')
    return undecided(off.because, ['reg-export'], { witness: used.witness, keys: [`HKLM\\${AU}`] });
  if (off.write.data !== 1) return used;
  return undecided(
    {
      ja: `${used.because.ja}。ただし自動更新が無効 (NoAutoUpdate = 1) で、どう更新しているか分からない`,
      en: `${used.because.en}; but automatic updates are off (NoAutoUpdate = 1), and how it is updated is not shown`,
    },
    [],
    { witness: [...used.witness, off.write.at], layers: used.layers },
  );
}

const overHttpNote = (text: string): Bilingual =>
  overHttp(text)
    ? { ja: ' (http のため経路上で改ざんされうる)', en: ' (by http, which can be altered on the way)' }
    : { ja: '', en: '' };

/** The server that statistics go to: the policy sets both names, and Microsoft wants them the same. It decides nothing. */
function statusNote({ registry }: Facts, host: string): Bilingual {
  const { stored } = setting(registry, 'HKLM', WINDOWS_UPDATE, 'WUStatusServer');
  if (stored.state === 'unknown') return { ja: '', en: '' };
  const data = stored.state === 'set' ? stored.write.data : '';
  const named = typeof data === 'string' ? hostOf(data) : null;
  if (named === null) return { ja: ' (WUStatusServer がない)', en: ' (there is no WUStatusServer)' };
  return named === host
    ? { ja: '', en: '' }
    : {
        ja: ` (WUStatusServer は別のサーバー ${named})`,
        en: ` (WUStatusServer is another server, ${named})`,
      };
}

const joined = (a: Bilingual, b: Bilingual): Bilingual => ({ ja: a.ja + b.ja, en: a.en + b.en });

/** What to say of a server that is named. */
function judgeHost(facts: Facts, host: string, text: string, at: Location, extras: Extras): Verdict {
  const { site } = facts;
  const seen = { ...extras, witness: [at] };
  if (site.updateServers.length === 0) {
    const because = {
      ja: `WUServer は ${host}。社内の更新サーバーの宣言がない (サイト ファイルの updateServers)`,
      en: `WUServer is ${host}; no update server is declared (updateServers in the site file)`,
    };
    return undecided(because, [], seen);
  }
  const declared = isDeclared(site, host);
  if (declared === 'maybe') {
    const because = {
      ja: `WUServer (${host}) と updateServers の名前が同じサーバーか分からない。両方を FQDN で書けば決まる`,
      en: `whether WUServer (${host}) is the server of that name under updateServers is not shown; full names would tell`,
    };
    return undecided(because, [], seen);
  }
  const note = joined(overHttpNote(text), statusNote(facts, host));
  return declared === 'yes' ? pass([at], saysOwn(host, note), extras) : fail([at], saysForeign(host), extras);
}

const saysOwn = (host: string, note: Bilingual): Bilingual => ({
  ja: `WUServer は社内の更新サーバー ${host}${note.ja}`,
  en: `WUServer is the update server ${host}${note.en}`,
});

const saysForeign = (host: string): Bilingual => ({
  ja: `WUServer (${host}) は updateServers に宣言されていない`,
  en: `WUServer (${host}) is not declared under updateServers`,
});

const NO_SERVER: Bilingual = {
  ja: `HKLM\\${WINDOWS_UPDATE}\\WUServer が空か、サーバーを指していない`,
  en: `HKLM\\${WINDOWS_UPDATE}\\WUServer is empty or names no server`,
};

const UNCLEAR: Bilingual = {
  ja: `HKLM\\${WINDOWS_UPDATE}\\WUServer がどのサーバーを指すか読み取れない`,
  en: `which server HKLM\\${WINDOWS_UPDATE}\\WUServer names cannot be understood`,
};

/** UseWUServer = 1 without a WUServer is ignored by the update agent. */
function judgeServer(facts: Facts): Verdict {
  const found = setting(facts.registry, 'HKLM', WINDOWS_UPDATE, 'WUServer');
  const { stored } = found;
  const extras = { layers: [layersOf(found)] };
  if (stored.state === 'unknown') return undecided(stored.because, ['reg-export'], extras);
  const at = stored.state === 'set' ? stored.write.at : stored.at;
  const data = stored.state === 'set' ? stored.write.data : '';
  const text = typeof data === 'string' ? data.trim() : '';
  if (!IS_URL.test(text)) return fail([at], NO_SERVER, extras);
  const host = hostOf(text);
  return host === null
    ? undecided(UNCLEAR, [], { ...extras, witness: [at] })
    : judgeHost(facts, host, text, at, extras);
}

/** The update agent must be told to use a server; which one matters only then. */
export function judgeUpdateServer(facts: Facts): Verdict {
  const used = judgeUse(facts);
  return used.status === 'pass' ? allOf([used, judgeServer(facts)]) : used;
}
