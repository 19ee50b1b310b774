/**
 * The functions a PAC file may call, as JavaScript for the sandbox (Netscape's proxy auto-config draft and the *Ex set
 * of Windows). Nothing here reaches the world: names resolve to what the probe says, and each request is recorded.
 * The script's value is the function `run(url, host, resolvesTo, client, at)`, which returns JSON.
 */
export const PAC_PRELUDE = String.raw`(function () {
  'use strict';
  var stringify = JSON.stringify, RealDate = Date, push = Function.prototype.call.bind(Array.prototype.push);
  var probe = { dns: null, client: '', at: 0 }, asked = [];
  function ask(what) { if (asked.indexOf(what) < 0) push(asked, what); }
  function text(value) { return String(value); }

  function octets(ip) {
    var m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text(ip));
    if (!m) return null;
    var out = [+m[1], +m[2], +m[3], +m[4]];
    return out.every(function (o) { return o <= 255; }) ? out : null;
  }
  function convert(ip) {
    var o = octets(ip);
    return o ? ((o[0] << 24) | (o[1] << 16) | (o[2] << 8) | o[3]) >>> 0 : 0;
  }
  function hextets(ip) {
    var sides = text(ip).split('::');
    if (sides.length > 2) return null;
    var part = function (s) { return s === '' || s === undefined ? [] : s.split(':'); };
    var head = part(sides[0]), tail = part(sides[1]);
    var gap = 8 - head.length - tail.length;
    if (sides.length === 2 ? gap < 1 : gap !== 0) return null;
    for (var i = 0; i < gap; i++) push(head, '0');
    head = head.concat(tail);
    return head.every(function (h) { return /^[0-9a-f]{1,4}$/i.test(h); }) ? head.map(function (h) { return parseInt(h, 16); }) : null;
  }
  function bits(ip) {
    var o = octets(ip);
    if (o) return o.map(function (x) { return (x + 256).toString(2).slice(1); }).join('');
    var h = hextets(ip);
    return h ? h.map(function (x) { return (x + 65536).toString(2).slice(1); }).join('') : null;
  }
  function resolve(host) {
    if (octets(host)) return text(host);
    ask('dns');
    return probe.dns;
  }

  var api = {
    isPlainHostName: function (host) { return text(host).indexOf('.') < 0 && text(host).indexOf(':') < 0; },
    dnsDomainIs: function (host, domain) { return text(host).endsWith(text(domain)); },
    localHostOrDomainIs: function (host, name) { return host == name || text(name).lastIndexOf(text(host) + '.', 0) === 0; },
    isResolvable: function (host) { return resolve(host) !== null; },
    isInNet: function (host, pattern, mask) {
      var ip = resolve(host);
      if (ip === null || !octets(ip)) return false;
      var m = convert(mask);
      return (convert(ip) & m) >>> 0 === (convert(pattern) & m) >>> 0;
    },
    dnsResolve: function (host) { return resolve(host); },
    convert_addr: convert,
    myIpAddress: function () { ask('client-address'); return probe.client; },
    dnsDomainLevels: function (host) { return text(host).split('.').length - 1; },
    shExpMatch: function (value, pattern) {
      var v = text(value), p = text(pattern), i = 0, j = 0, star = -1, mark = 0;
      while (i < v.length) {
        if (p[j] === '*') { star = j++; mark = i; }
        else if (j < p.length && (p[j] === '?' || p[j] === v[i])) { i++; j++; }
        else if (star >= 0) { j = star + 1; i = ++mark; }
        else return false;
      }
      while (p[j] === '*') j++;
      return j === p.length;
    },
    isResolvableEx: function (host) { return resolve(host) !== null; },
    dnsResolveEx: function (host) { var ip = resolve(host); return ip === null ? '' : ip; },
    myIpAddressEx: function () { ask('client-address'); return probe.client; },
    isInNetEx: function (ip, prefix) {
      var part = text(prefix).split('/'), a = bits(ip), b = bits(part[0]), n = +part[1];
      return !!a && !!b && a.length === b.length && n >= 0 && a.slice(0, n) === b.slice(0, n);
    },
    sortIpAddressList: function (list) { return text(list).split(';').sort().join(';'); },
    getClientVersion: function () { return '1.0'; },
    alert: function () {}
  };

  function parts(args) {
    ask('time');
    var list = Array.prototype.slice.call(args), gmt = text(list[list.length - 1]).toUpperCase() === 'GMT';
    if (gmt) list.pop();
    var d = new RealDate(probe.at);
    var get = function (name) { return d[(gmt ? 'getUTC' : 'get') + name](); };
    return { list: list, get: get };
  }
  var DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  var MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
  function within(now, from, to) { return from <= to ? from <= now && now <= to : now >= from || now <= to; }
  api.weekdayRange = function () {
    var p = parts(arguments), from = DAYS.indexOf(text(p.list[0]).toUpperCase());
    var to = p.list.length > 1 ? DAYS.indexOf(text(p.list[1]).toUpperCase()) : from;
    return from >= 0 && to >= 0 && within(p.get('Day'), from, to);
  };
  api.timeRange = function () {
    var p = parts(arguments), l = p.list.map(Number), h = p.get('Hours'), m = p.get('Minutes'), s = p.get('Seconds');
    var now = h * 3600 + m * 60 + s, n = l.length;
    if (n === 1) return h === l[0];
    if (n === 2) return within(h, l[0], l[1]);
    if (n === 4) return within(now, l[0] * 3600 + l[1] * 60, l[2] * 3600 + l[3] * 60);
    return n === 6 && within(now, l[0] * 3600 + l[1] * 60 + l[2], l[3] * 3600 + l[4] * 60 + l[5]);
  };
  api.dateRange = function () {
    var p = parts(arguments), half = p.list.length > 1 ? p.list.length >> 1 : 1;
    var key = function (list) {
      return list.reduce(function (sum, x) {
        var month = MONTHS.indexOf(text(x).toUpperCase());
        if (month >= 0) return sum + month * 31;
        return sum + (Number(x) > 31 ? Number(x) * 372 : Number(x) - 1);
      }, 0);
    };
    var from = p.list.slice(0, half), to = p.list.slice(half), year = 0, month = 0, day = 0;
    from.forEach(function (x) {
      if (MONTHS.indexOf(text(x).toUpperCase()) >= 0) month = p.get('Month') * 31;
      else if (Number(x) > 31) year = p.get('FullYear') * 372;
      else day = p.get('Date') - 1;
    });
    return within(year + month + day, key(from), key(to.length ? to : from));
  };
  Object.keys(api).forEach(function (name) { globalThis[name] = api[name]; });

  Math.random = function () { ask('random'); return 0.5; };
  globalThis.console = { log: api.alert, warn: api.alert, error: api.alert };
  globalThis.Date = new Proxy(RealDate, {
    construct: function (target, args, self) {
      if (args.length) return Reflect.construct(target, args, self);
      ask('time');
      return Reflect.construct(target, [probe.at], self);
    },
    apply: function () { ask('time'); return new RealDate(probe.at).toString(); },
    get: function (target, name) {
      if (name !== 'now') return target[name];
      return function () { ask('time'); return probe.at; };
    }
  });

  return function run(url, host, dns, client, at) {
    probe = { dns: dns, client: client, at: at };
    asked = [];
    var answer = FindProxyForURL(url, host);
    return stringify({ answer: typeof answer === 'string' ? answer : null, asked: asked });
  };
})()`;
