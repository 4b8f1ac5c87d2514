/**
 * Names of licenses in nixpkgs that are in the SPDX list: name, SPDX identifier, flags (`u` not free, `r` not free but
 * redistributable, `d` deprecated), full name. Source: the SPDX license list and nixpkgs' names for its entries.
 */
export const SPDX_LICENSES = `
abstyles|Abstyles|-|Abstyles License
adobeDisplayPostScript|Adobe-Display-PostScript|-|Adobe Display PostScript License
adobeUtopia|Adobe-Utopia|-|Adobe Utopia Font License
afl20|AFL-2.0|-|Academic Free License v2.0
afl21|AFL-2.1|-|Academic Free License v2.1
afl3|AFL-3.0|-|Academic Free License v3.0
agpl3Only|AGPL-3.0-only|-|GNU Affero General Public License v3.0 only
agpl3Plus|AGPL-3.0-or-later|-|GNU Affero General Public License v3.0 or later
aladdin|Aladdin|u|Aladdin Free Public License
aml|AML|-|Apple MIT License
ampas|AMPAS|-|Academy of Motion Picture Arts and Sciences BSD
apple-psl10|APSL-1.0|-|Apple Public Source License 1.0
apple-psl20|APSL-2.0|-|Apple Public Source License 2.0
apsl10|APSL-1.0|d|Apple Public Source License 1.0
apsl20|APSL-2.0|d|Apple Public Source License 2.0
arphicpl|Arphic-1999|-|Arphic Public License
artistic1|Artistic-1.0|-|Artistic License 1.0
artistic1-cl8|Artistic-1.0-cl8|-|Artistic License 1.0 w/clause 8
artistic2|Artistic-2.0|-|Artistic License 2.0
asl11|Apache-1.1|-|Apache License 1.1
asl20|Apache-2.0|-|Apache License 2.0
baekmuk|Baekmuk|-|Baekmuk License
beerware|Beerware|-|Beerware License
bitTorrent10|BitTorrent-1.0|-| BitTorrent Open Source License v1.0
bitTorrent11|BitTorrent-1.1|-| BitTorrent Open Source License v1.1
bitstreamCharter|Bitstream-Charter|-|Bitstream Charter Font License
bitstreamVera|Bitstream-Vera|-|Bitstream Vera Font License
blueOak100|BlueOak-1.0.0|-|Blue Oak Model License 1.0.0
boehmGC|Boehm-GC|-|Boehm-Demers-Weiser GC License
bola11|BOLA-1.1|-|Buena Onda License Agreement v1.1
boost|BSL-1.0|-|Boost Software License 1.0
bsd0|0BSD|-|BSD Zero Clause License
bsd1|BSD-1-Clause|-|BSD 1-Clause License
bsd2|BSD-2-Clause|-|BSD 2-clause "Simplified" License
bsd2Patent|BSD-2-Clause-Patent|-|BSD-2-Clause Plus Patent License
bsd2WithViews|BSD-2-Clause-Views|-|BSD 2-Clause with views sentence
bsd3|BSD-3-Clause|-|BSD 3-clause "New" or "Revised" License
bsd3ClauseTso|BSD-3-Clause-Tso|-|BSD 3-Clause Tso variant
bsd3Clear|BSD-3-Clause-Clear|-|BSD 3-Clause Clear License
bsd3Lbnl|BSD-3-Clause-LBNL|-|Lawrence Berkeley National Labs BSD variant license
bsd3Modification|BSD-3-Clause-Modification|-|BSD 3-Clause Modification
bsdOriginal|BSD-4-Clause|-|BSD 4-clause "Original" or "Old" License
bsdOriginalShortened|BSD-4-Clause-Shortened|-|BSD 4 Clause Shortened
bsdOriginalUC|BSD-4-Clause-UC|-|BSD 4-Clause University of California-Specific
bsdProtection|BSD-Protection|-|BSD Protection License
bsdSourceCode|BSD-Source-Code|-|BSD Source Code Attribution
bsl11|BUSL-1.1|r|Business Source License 1.1
bzip2|bzip2-1.0.6|-|bzip2 and libbzip2 License v1.0.6
cal10|CAL-1.0|-|Cryptographic Autonomy License version 1.0 (CAL-1.0)
caldera|Caldera|-|Caldera License
capec|CAPEC-tou|-|Common Attack Pattern Enumeration and Classification License
cc-by-10|CC-BY-1.0|-|Creative Commons Attribution 1.0
cc-by-20|CC-BY-2.0|-|Creative Commons Attribution 2.0
cc-by-30|CC-BY-3.0|-|Creative Commons Attribution 3.0
cc-by-40|CC-BY-4.0|-|Creative Commons Attribution 4.0
cc-by-nc-30|CC-BY-NC-3.0|u|Creative Commons Attribution Non Commercial 3.0 Unported
cc-by-nc-40|CC-BY-NC-4.0|u|Creative Commons Attribution Non Commercial 4.0 International
cc-by-nc-nd-30|CC-BY-NC-ND-3.0|u|Creative Commons Attribution Non Commercial No Derivative Works 3.0 Unported
cc-by-nc-nd-40|CC-BY-NC-ND-4.0|u|Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International
cc-by-nc-sa-20|CC-BY-NC-SA-2.0|u|Creative Commons Attribution Non Commercial Share Alike 2.0
cc-by-nc-sa-25|CC-BY-NC-SA-2.5|u|Creative Commons Attribution Non Commercial Share Alike 2.5
cc-by-nc-sa-30|CC-BY-NC-SA-3.0|u|Creative Commons Attribution Non Commercial Share Alike 3.0
cc-by-nc-sa-40|CC-BY-NC-SA-4.0|u|Creative Commons Attribution Non Commercial Share Alike 4.0
cc-by-nd-30|CC-BY-ND-3.0|u|Creative Commons Attribution-No Derivative Works v3.00
cc-by-nd-40|CC-BY-ND-4.0|u|Creative Commons Attribution-No Derivative Works v4.0
cc-by-sa-10|CC-BY-SA-1.0|-|Creative Commons Attribution Share Alike 1.0
cc-by-sa-20|CC-BY-SA-2.0|-|Creative Commons Attribution Share Alike 2.0
cc-by-sa-25|CC-BY-SA-2.5|-|Creative Commons Attribution Share Alike 2.5
cc-by-sa-30|CC-BY-SA-3.0|-|Creative Commons Attribution Share Alike 3.0
cc-by-sa-40|CC-BY-SA-4.0|-|Creative Commons Attribution Share Alike 4.0
cc-sa-10|CC-SA-1.0|-|Creative Commons Share Alike 1.0
cc0|CC0-1.0|-|Creative Commons Zero v1.0 Universal
cddl|CDDL-1.0|-|Common Development and Distribution License 1.0
cecill-b|CECILL-B|-|CeCILL-B Free Software License Agreement
cecill-c|CECILL-C|-|CeCILL-C Free Software License Agreement
cecill20|CECILL-2.0|-|CeCILL Free Software License Agreement v2.0
cecill21|CECILL-2.1|-|CeCILL Free Software License Agreement v2.1
cfitsio|CFITSIO|-|CFITSIO License
clArtistic|ClArtistic|-|Clarified Artistic License
classpathException20|Classpath-exception-2.0|-|Classpath exception 2.0
cnri-python|CNRI-Python|-|CNRI Python License
cpal10|CPAL-1.0|-|Common Public Attribution License 1.0
cpl10|CPL-1.0|-|Common Public License 1.0
cronyx|Cronyx|-|Cronyx License
curl|curl|-|curl License
dec3Clause|DEC-3-Clause|-|DEC 3-Clause License
doc|DOC|-|DOC License
docBookDtd|DocBook-DTD|-|DocBook DTD License
drl10|DRL-1.0|-|Detection Rule License 1.0
dtoa|dtoa|-|dtoa License
ecl20|ECL-2.0|-|Educational Community License, Version 2.0
efl10|EFL-1.0|-|Eiffel Forum License v1.0
efl20|EFL-2.0|-|Eiffel Forum License v2.0
elastic20|Elastic-2.0|u|Elastic License 2.0
epl10|EPL-1.0|-|Eclipse Public License 1.0
epl20|EPL-2.0|-|Eclipse Public License 2.0
eupl11|EUPL-1.1|-|European Union Public License 1.1
eupl12|EUPL-1.2|-|European Union Public License 1.2
fair|Fair|-|Fair License
fdl11Only|GFDL-1.1-only|-|GNU Free Documentation License v1.1 only
fdl11Plus|GFDL-1.1-or-later|-|GNU Free Documentation License v1.1 or later
fdl12Only|GFDL-1.2-only|-|GNU Free Documentation License v1.2 only
fdl12Plus|GFDL-1.2-or-later|-|GNU Free Documentation License v1.2 or later
fdl13Only|GFDL-1.3-only|-|GNU Free Documentation License v1.3 only
fdl13Plus|GFDL-1.3-or-later|-|GNU Free Documentation License v1.3 or later
fontException|Font-exception-2.0|-|Font exception 2.0
fraunhofer-fdk|FDK-AAC|-|Fraunhofer FDK AAC Codec Library
fsl11Asl20|FSL-1.1-ALv2|r|Functional Source License, Version 1.1, Apache 2.0 Future License
fsl11Mit|FSL-1.1-MIT|r|Functional Source License, Version 1.1, MIT Future License
ftl|FTL|-|Freetype Project License
giftware|Giftware|-|Giftware License
gnuplot|gnuplot|-|gnuplot License
gpl1Only|GPL-1.0-only|-|GNU General Public License v1.0 only
gpl1Plus|GPL-1.0-or-later|-|GNU General Public License v1.0 or later
gpl2|GPL-2.0|d|GNU General Public License v2.0
gpl2Only|GPL-2.0-only|-|GNU General Public License v2.0 only
gpl2Plus|GPL-2.0-or-later|-|GNU General Public License v2.0 or later
gpl3|GPL-3.0|d|GNU General Public License v3.0
gpl3Only|GPL-3.0-only|-|GNU General Public License v3.0 only
gpl3Plus|GPL-3.0-or-later|-|GNU General Public License v3.0 or later
hpnd|HPND|-|Historic Permission Notice and Disclaimer
hpndDec|HPND-DEC|-|Historical Permission Notice and Disclaimer - DEC variant
hpndDoc|HPND-doc|-|Historical Permission Notice and Disclaimer - documentation variant
hpndDocSell|HPND-doc-sell|-|Historical Permission Notice and Disclaimer - documentation sell variant
hpndSellVariant|HPND-sell-variant|-|Historical Permission Notice and Disclaimer - sell variant
hpndSellVariantMitDisclaimerXserver|HPND-sell-MIT-disclaimer-xserver|-|Historical Permission Notice and Disclaimer - sell xserver variant with MIT disclaimer
hpndSellVariantSafetyClause|HPND-sell-variant-critical-systems|-|HPND - sell variant with safety critical systems clause
hpndUc|HPND-UC|-|Historical Permission Notice and Disclaimer - University of California variant
hyphenBulgarian|hyphen-bulgarian|-|hyphen-bulgarian License
iasl|Intel-ACPI|-|Intel ACPI Software License Agreement
icu|ICU|-|ICU
ijg|IJG|-|Independent JPEG Group License
imagemagick|ImageMagick|-|ImageMagick License
imlib2|Imlib2|-|Imlib2 License
info-zip|Info-ZIP|-|Info-ZIP License
interbase|Interbase-1.0|-|Interbase Public License v1.0
ipa|IPA|-|IPA Font License
ipl10|IPL-1.0|-|IBM Public License v1.0
isc|ISC|-|ISC License
json|JSON|u|JSON License
knuth|Knuth-CTAN|-|Knuth CTAN License
lal12|LAL-1.2|-|Licence Art Libre 1.2
lal13|LAL-1.3|-|Licence Art Libre 1.3
lgpl2|LGPL-2.0|d|GNU Library General Public License v2
lgpl21|LGPL-2.1|d|GNU Lesser General Public License v2.1
lgpl21Only|LGPL-2.1-only|-|GNU Lesser General Public License v2.1 only
lgpl21Plus|LGPL-2.1-or-later|-|GNU Lesser General Public License v2.1 or later
lgpl2Only|LGPL-2.0-only|-|GNU Library General Public License v2 only
lgpl2Plus|LGPL-2.0-or-later|-|GNU Library General Public License v2 or later
lgpl3|LGPL-3.0|d|GNU Lesser General Public License v3.0
lgpl3Only|LGPL-3.0-only|-|GNU Lesser General Public License v3.0 only
lgpl3Plus|LGPL-3.0-or-later|-|GNU Lesser General Public License v3.0 or later
lgpllr|LGPLLR|-|Lesser General Public License For Linguistic Resources
libpng|Libpng|-|libpng License
libpng2|libpng-2.0|-|PNG Reference Library version 2
libtiff|libtiff|-|libtiff License
liliq-p-11|LiLiQ-P-1.1|-|Licence Libre du Québec – Permissive version 1.1
llvm-exception|LLVM-exception|-|LLVM Exception
lpl-102|LPL-1.02|-|Lucent Public License v1.02
lppl1|LPPL-1.0|-|LaTeX Project Public License v1.0
lppl12|LPPL-1.2|-|LaTeX Project Public License v1.2
lppl13a|LPPL-1.3a|-|LaTeX Project Public License v1.3a
lppl13c|LPPL-1.3c|-|LaTeX Project Public License v1.3c
lsof|lsof|-|lsof License
miros|MirOS|-|MirOS License
mit|MIT|-|MIT License
mit-cmu|MIT-CMU|-|CMU License
mit-enna|MIT-enna|-|enna License
mit-feh|MIT-feh|-|feh License
mit-modern|MIT-Modern-Variant|-|MIT License Modern Variant
mit0|MIT-0|-|MIT No Attribution
mitAdvertising|MIT-advertising|-|Enlightenment License (e16)
mitOpenGroup|MIT-open-group|-|MIT Open Group variant
mpich2|mpich2|-|mpich2 License
mpl10|MPL-1.0|-|Mozilla Public License 1.0
mpl11|MPL-1.1|-|Mozilla Public License 1.1
mpl20|MPL-2.0|-|Mozilla Public License 2.0
mplus|mplus|-|M+ Font License
mspl|MS-PL|-|Microsoft Public License
mulan-psl2|MulanPSL-2.0|-|Mulan Permissive Software License, Version 2
naist-2003|NAIST-2003|-|Nara Institute of Science and Technology License (2003)
nasa13|NASA-1.3|u|NASA Open Source Agreement 1.3
ncbiPd|NCBI-PD|u|NCBI Public Domain Notice
ncsa|NCSA|-|University of Illinois/NCSA Open Source License
ncul1|NCUL1|r|Netdata Cloud UI License v1.0
ngpl|NGPL|-|Nethack General Public License
nistSoftware|NIST-Software|-|NIST Software License
nlpl|NLPL|-|No Limit Public License
nposl3|NPOSL-3.0|-|Non-Profit Open Software License 3.0
ntp|NTP|-|NTP License
ocamlLgplLinkingException|OCaml-LGPL-linking-exception|-|OCaml LGPL Linking Exception
odbl|ODbL-1.0|-|Open Data Commons Open Database License v1.0
ofl|OFL-1.1|-|SIL Open Font License 1.1
oml|OML|-|Open Market License
openldap|OLDAP-2.8|-|Open LDAP Public License v2.8
openssl|OpenSSL|-|OpenSSL License
opubl|OPUBL-1.0|-|Open Publication License v1.0
osl2|OSL-2.0|-|Open Software License 2.0
osl21|OSL-2.1|-|Open Software License 2.1
osl3|OSL-3.0|-|Open Software License 3.0
paratype|ParaType-Free-Font-1.3|-|ParaType Free Font Licensing Agreement v1.3
parity70|Parity-7.0.0|-|Parity Public License 7.0.0
php301|PHP-3.01|-|PHP License v3.01
postgresql|PostgreSQL|-|PostgreSQL License
psfl|Python-2.0|-|Python Software Foundation License version 2
qhull|Qhull|-|Qhull License
qpl|QPL-1.0|-|Q Public License 1.0
qwtException|Qwt-exception-1.0|-|Qwt exception 1.0
ruby|Ruby|-|Ruby License
sendmail|Sendmail|-|Sendmail License
sgi-b-20|SGI-B-2.0|-|SGI Free Software License B v2.0
sgmlug|SGMLUG-PM|-|SGMLUG Parser Materials License
sissl11|SISSL|-|Sun Industry Standards Source License 1.1
sleepycat|Sleepycat|-|Sleepycat License
smail|SMAIL-GPL|-|SMAIL General Public License
smlnj|SMLNJ|-|Standard ML of New Jersey License
sspl|SSPL-1.0|r|Server Side Public License
sustainableUse|SUL-1.0|u|Sustainable Use License
tcltk|TCL|-|TCL/TK License
tcpWrappers|TCP-wrappers|-|TCP Wrappers License
tekHvcLicense|TekHVC|-|TekHVC License
torque11|TORQUE-1.1|-|TORQUE v2.5+ Software License v1.1
tost|Pixar|-|Tomorrow Open Source Technology License 1.0
ubdlException|UBDL-exception|-|Unmodified Binary Distribution exception
ufl|Ubuntu-font-1.0|-|Ubuntu Font License 1.0
unicode-30|Unicode-3.0|-|Unicode License v3
unicode-dfs-2015|Unicode-DFS-2015|-|Unicode License Agreement - Data Files and Software (2015)
unicode-dfs-2016|Unicode-DFS-2016|-|Unicode License Agreement - Data Files and Software (2016)
unicodeTOU|Unicode-TOU|-|Unicode Terms of Use
universalFOSSException-10|Universal-FOSS-exception-1.0|-|Universal FOSS Exception, Version 1.0
unlicense|Unlicense|-|The Unlicense
upl|UPL-1.0|-|Universal Permissive License
vim|Vim|-|Vim License
vsl10|VSL-1.0|-|Vovida Software License v1.0
w3c|W3C|-|W3C Software Notice and License
w3c-19980720|W3C-19980720|-|W3C Software Notice and License (1998-07-20)
watcom|Watcom-1.0|r|Sybase Open Watcom Public License 1.0
wtfpl|WTFPL|-|Do What The F*ck You Want To Public License
wxWindowsException31|WxWindows-exception-3.1|-|wxWindows Library Licence, Version 3.1
x11|X11|-|X11 License
x11NoPermitPersons|X11-no-permit-persons|-|X11 no permit persons clause
xerox|Xerox|-|Xerox License
xfig|Xfig|-|xfig
xinetd|xinetd|-|xinetd License
xskat|XSkat|-|XSkat License
zlib|Zlib|-|zlib License
zpl20|ZPL-2.0|-|Zope Public License 2.0
zpl21|ZPL-2.1|-|Zope Public License 2.1
`;

/** Names of licenses in nixpkgs that SPDX does not list: name, flags, URL, full name. */
export const OTHER_LICENSES = `
acsl14|u|https://anticapitalist.software/|Anti-Capitalist Software License v1.4
activision|u|https://www.doomworld.com/eternity/activision_eula.txt|Activision EULA
amazonsl|u|https://aws.amazon.com/asl/|Amazon Software License
amd|u|https://developer.amd.com/amd-license-agreement/|AMD License Agreement
aom|-|https://aomedia.org/license/patent-license/|Alliance for Open Media Patent License 1.0
bsdAxisNoDisclaimerUnmodified|-|https://scancode-licensedb.aboutcode.org/bsd-no-disclaimer-unmodified.html|BSD-Axis without Warranty Disclaimer with Unmodified requirement
cockroachdb-community-license|u|https://www.cockroachlabs.com/cockroachdb-community-license/|CockroachDB Community License Agreement
commons-clause|u|https://commonsclause.com/|Commons Clause License
databricks|u|https://www.databricks.com/legal/db-license|Databricks License
databricks-dbx|u|https://github.com/databrickslabs/dbx/blob/743b579a4ac44531f764c6e522dbe5a81a7dc0e4/LICENSE|DataBricks eXtensions aka dbx License
databricks-license|u|https://www.databricks.com/legal/db-license|Databricks License
eapl|u|https://avasys.jp/hp/menu000000700/hpg000000603.htm|EPSON AVASYS PUBLIC LICENSE
enpl|r|https://github.com/Emmi-AI/noether/blob/main/LICENSE.txt|Emmi AI Non-Production License
epson|u|https://download.ebz.epson.net/dsc/du/02/eula/global/LINUX_EN.html|Seiko Epson Corporation Software License Agreement for Linux
fairsource09|r|https://fair.io/v0.9.txt|Fair Source License, version 0.9
ffsl|u|https://www.floodgap.com/software/ffsl/license.html|Floodgap Free Software License
free|-||Unspecified free software license
g4sl|-|https://geant4.web.cern.ch/geant4/license/LICENSE.html|Geant4 Software License
generaluser|-|https://www.schristiancollins.com/generaluser.php|GeneralUser GS License v2.0
geogebra|u|https://www.geogebra.org/license|GeoGebra Non-Commercial License Agreement
gfl|-|https://www.gust.org.pl/projects/e-foundry/licenses/GUST-FONT-LICENSE.txt|GUST Font License
gfsl|-|https://www.gust.org.pl/projects/e-foundry/licenses/GUST-FONT-SOURCE-LICENSE.txt|GUST Font Source License
hl3|r|https://firstdonoharm.dev/version/3/0/core.txt|Hippocratic License v3.0
hpndDifferentDisclaimer|-|https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/1914233e662d23ffb3812b80fadd0bbd064ad91c/COPYING-x11proto#L69-88|HPND with different disclaimer
inria-compcert|u|https://compcert.org/doc/LICENSE.txt|INRIA Non-Commercial License Agreement for the CompCert verified compiler
inria-icesl|u|https://icesl.loria.fr/assets/pdf/EULA_IceSL_binary.pdf|End User License Agreement for IceSL Software
inria-zelus|u|https://github.com/INRIA/zelus/raw/829f2b97cba93b0543a9ca0272269e6b8fdad356/LICENSE|INRIA Non-Commercial License Agreement for the Zélus compiler
intel-eula|u|https://software.intel.com/sites/manageability/AMT_Implementation_and_Reference_Guide/WordDocuments/intelamtsdklicense.htm|Intel End User License Agreement for Developer Tools
issl|u|https://software.intel.com/en-us/license/intel-simplified-software-license|Intel Simplified Software License
lens|u|https://k8slens.dev/legal/tos|Lens Terms of Service Agreement
llgpl21|-|https://opensource.franz.com/preamble.html|Lisp LGPL; GNU Lesser General Public License version 2.1 with Franz Inc. preamble for clarification of LGPL terms in context of Lisp
netboxLimitedUse|u|https://github.com/netboxlabs/netbox-branching/blob/8465b9aee69ded23930cfe1a522695bfb8955a5a/LICENSE.md|NetBox Limited Use License 1.0
nvidiaCuda|u|https://docs.nvidia.com/cuda/eula/index.html#cuda-toolkit-supplement-license-agreement|CUDA Toolkit End User License Agreement (EULA)
nvidiaCudaRedist|r|https://docs.nvidia.com/cuda/eula/index.html#cuda-toolkit-supplement-license-agreement|CUDA Toolkit End User License Agreement (EULA)
obsidian|u|https://obsidian.md/eula|Obsidian End User Agreement
ocamlpro_nc|u|https://alt-ergo.ocamlpro.com/http/alt-ergo-2.2.0/OCamlPro-Non-Commercial-License.pdf|OCamlPro Non Commercial license version 1
postman|u|https://www.getpostman.com/licenses/postman_base_app|Postman EULA
prosperity30|u|https://prosperitylicense.com/versions/3.0.0.html|Prosperity-3.0.0
publicDomain|-||Public Domain
sfl|r|https://gitlab.futo.org/videostreaming/grayjay/-/blob/master/LICENSE.md|Source First License 1.1
stk|-|https://github.com/thestk/stk/blob/master/LICENSE|Synthesis Tool Kit 4.3
sudo|-|https://www.sudo.ws/about/license/|Sudo License (ISC-style)
teamspeak|r|https://www.teamspeak.com/en/privacy-and-terms/|Teamspeak client license
tsl|u|https://github.com/timescale/timescaledb/blob/main/tsl/LICENSE-TIMESCALE|Timescale License Agreement
ucd|-|https://fedoraproject.org/wiki/Licensing:UCD|Unicode Character Database License
unfree|u||Unfree
unfreeRedistributable|r||Unfree redistributable
unfreeRedistributableFirmware|-||Unfree redistributable firmware
virtualbox-puel|u|https://www.virtualbox.org/wiki/VirtualBox_PUEL|Oracle VM VirtualBox Extension Pack Personal Use and Evaluation License (PUEL)
vol-sl|-|https://www.volatilityfoundation.org/license/vsl-v1.0|Volatility Software License, Version 1.0
wadalab|-|https://fedoraproject.org/wiki/Licensing:Wadalab?rd=Licensing/Wadalab|Wadalab Font License
x11BsdClause|-|https://gitlab.freedesktop.org/xorg/driver/xf86-video-geode/-/blob/d147c3f1b6907ae9db6f12853cedd450537d99d2/COPYING|X11 License with third BSD clause
`;
