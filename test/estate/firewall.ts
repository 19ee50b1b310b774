/** The two firewalls of the bundled estate: an ASA between the segments, a FortiGate at the Internet. */

/** Between users, servers, the proxies and administrators. One rule was left behind by a project that is over. */
const CORE = `: Saved
:
ASA Version 9.16(4)
!
hostname CORE01
names
!
interface GigabitEthernet0/0
 nameif uplink
 security-level 0
 ip address 10.0.0.1 255.255.255.252
!
interface GigabitEthernet0/1
 nameif eigyo
 security-level 50
 ip address 10.10.0.1 255.255.128.0
!
interface GigabitEthernet0/2
 nameif kaihatsu
 security-level 50
 ip address 10.10.128.1 255.255.128.0
!
interface GigabitEthernet0/3
 nameif kanri
 security-level 90
 ip address 10.30.0.1 255.255.255.0
!
interface GigabitEthernet0/4
 nameif server
 security-level 80
 ip address 10.40.0.1 255.255.255.0
!
interface GigabitEthernet0/5
 nameif proxy
 security-level 60
 ip address 10.50.0.1 255.255.255.0
!
object-group network PROXIES
 network-object host 10.50.0.11
 network-object host 10.50.0.12
object network DC01
 host 10.40.0.10
object-group service AD-TCP tcp
 port-object eq domain
 port-object eq 88
 port-object eq 135
 port-object eq ldap
 port-object eq 445
 port-object range 49152 65535
object-group service WEB tcp
 port-object eq www
 port-object eq https
object-group service AD-UDP udp
 port-object eq domain
 port-object eq 88
 port-object eq ntp
access-list eigyo_in remark 営業: プロキシとドメイン コントローラだけ
access-list eigyo_in extended permit tcp 10.10.0.0 255.255.128.0 object-group PROXIES eq 8080
access-list eigyo_in extended permit tcp 10.10.0.0 255.255.128.0 object DC01 object-group AD-TCP
access-list eigyo_in extended permit udp 10.10.0.0 255.255.128.0 object DC01 object-group AD-UDP
access-list eigyo_in remark 2024年度 Web会議の試行 (終了後に消すこと)
access-list eigyo_in extended permit tcp 10.10.8.0 255.255.255.0 any eq https
access-list eigyo_in extended deny ip any any log
access-list kaihatsu_in extended permit tcp 10.10.128.0 255.255.128.0 object-group PROXIES eq 8080
access-list kaihatsu_in extended permit tcp 10.10.128.0 255.255.128.0 object DC01 object-group AD-TCP
access-list kaihatsu_in extended permit udp 10.10.128.0 255.255.128.0 object DC01 object-group AD-UDP
access-list kaihatsu_in extended permit tcp 10.10.128.0 255.255.128.0 10.40.0.0 255.255.255.0 eq ssh
access-list kaihatsu_in extended deny ip any any log
access-list kanri_in extended permit tcp 10.30.0.0 255.255.255.0 10.40.0.0 255.255.255.0 eq 3389
access-list kanri_in extended permit tcp 10.30.0.0 255.255.255.0 10.40.0.0 255.255.255.0 range 5985 5986
access-list kanri_in extended permit tcp 10.30.0.0 255.255.255.0 object-group PROXIES eq ssh
access-list kanri_in extended deny ip any any log
access-list server_in extended permit tcp 10.40.0.0 255.255.255.0 object-group PROXIES eq 8080
access-list server_in extended deny ip any any log
access-list proxy_in extended permit udp object-group PROXIES object DC01 eq domain
access-list proxy_in extended permit tcp object-group PROXIES object DC01 eq ldaps
access-list proxy_in extended deny ip any 10.0.0.0 255.0.0.0 log
access-list proxy_in extended permit tcp object-group PROXIES any object-group WEB
access-list proxy_in extended deny ip any any log
access-list uplink_in extended deny ip any any log
access-group uplink_in in interface uplink
access-group eigyo_in in interface eigyo
access-group kaihatsu_in in interface kaihatsu
access-group kanri_in in interface kanri
access-group server_in in interface server
access-group proxy_in in interface proxy
route uplink 0.0.0.0 0.0.0.0 10.0.0.2 1
: end
`;

/** At the Internet. Policy 3 goes with the project that is over; what nothing permits is not logged. */
const EDGE = `#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin
#conf_file_ver=1234567890
config system global
    set hostname "FW01"
    set timezone 60
end
config system interface
    edit "wan1"
        set ip 203.0.113.2 255.255.255.248
        set allowaccess ping
        set role wan
    next
    edit "internal"
        set ip 10.0.0.2 255.255.255.252
        set role lan
    next
end
config firewall address
    edit "プロキシ1"
        set subnet 10.50.0.11 255.255.255.255
    next
    edit "プロキシ2"
        set subnet 10.50.0.12 255.255.255.255
    next
    edit "営業_試行"
        set subnet 10.10.8.0 255.255.255.0
        set comment "Web会議の試行"
    next
end
config firewall addrgrp
    edit "プロキシ"
        set member "プロキシ1" "プロキシ2"
    next
end
config firewall service custom
    edit "HTTP"
        set tcp-portrange 80
    next
    edit "HTTPS"
        set tcp-portrange 443
    next
end
config log setting
    set fwpolicy-implicit-log disable
end
config firewall policy
    edit 1
        set name "プロキシからWeb"
        set srcintf "internal"
        set dstintf "wan1"
        set action accept
        set srcaddr "プロキシ"
        set dstaddr "all"
        set schedule "always"
        set service "HTTP" "HTTPS"
        set logtraffic all
        set nat enable
    next
    edit 2
        set name "営業から拒否"
        set srcintf "internal"
        set dstintf "wan1"
        set srcaddr "営業_試行"
        set dstaddr "all"
        set schedule "always"
        set service "HTTP"
        set logtraffic all
    next
    edit 3
        set name "Web会議の試行"
        set srcintf "internal"
        set dstintf "wan1"
        set action accept
        set srcaddr "営業_試行"
        set dstaddr "all"
        set schedule "always"
        set service "HTTPS"
        set logtraffic disable
        set nat enable
    next
end
config router static
    edit 1
        set gateway 203.0.113.1
        set device "wan1"
    next
    edit 2
        set dst 10.0.0.0 255.0.0.0
        set gateway 10.0.0.1
        set device "internal"
    next
end
`;
export const FIREWALLS: Readonly<Record<string, string>> = {
  'CORE01/show-running-config.txt': CORE,
  'FW01/fortigate.conf': EDGE,
};
