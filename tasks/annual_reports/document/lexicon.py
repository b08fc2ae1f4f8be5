"""Frequent Swedish words of annual reports: evidence for what a garbled letter stands for.

Words of six letters and more also count inside compounds (förening: bostadsrättsföreningen).
Collected from the law (ÅRL), the standards (BFNAR 2012:1, 2016:10, 2023:1) and everyday Swedish.
"""

from functools import cache

_WORDS = """
att av även ända ändå återstående övrigt den det en ett för från ej enligt efter eller ett fått få
får gå går göra gör gjort gjorts
har hade här hos i in inga inom inte inför kan kommer kunna lån lånet lånen man mån med mellan men
mot må måste når nära nästa nya nytt och om på per ränta räntan räntor rätt sin sina så sådan som
samt sätt säte skall ska skäl stå står större största tid till tills tar tå två tre under upp ut
utan utöver ur vara var varav varit vid vår våra vårt väl värde värden väg växa ytor yta är äga äger
ägs än ännu äldre år året årets åren åt åter åtta ö över öka ökat ökar ökade ökning öre öppen låg
låga lägre hög högt högre höga höja höjt höjd höjning nöjd bör börjat början börjar tomträtt gård
gården hål dörr dörrar fönster möte möten mötet träd snö lås värme vatten kök fläkt rör avlopp
stämma stämman föll följd följer följande löpande löptid fört förts före föra förs förr först första
förra främst främja hjälp hyra hyror håll håller hålla hållit jämfört kväll känd kvar källa kalla
lägga lagts lämna lämnat lämnats lämnar läsa läst läge lägen länge längre mål många månad mätt män
någon några något nämnd nämnda nödvändig påverka påverkar räcka rådde råd råder allmänna allmänt
ändamål ändra ändrad ändrat ändring själv själva sålt såld särskild särskilt tjänst tjänster trädde
tråd tvätt tvättstuga undre utförd utfört utförts utgår utgör uppgår uppgått uppnå utgång ingång
ingår ingått kvm kr tkr soliditet nettoomsättning bevakning drift driften sedan datum avgift
avgifter
förening fastighet medlem bostadsrätt räkenskap årsredovisning förvaltning berättelse resultat
räkning balans kassaflöde rörelse intäkt kostnad tillgång skuld eget kapital fritt bundet insats
upplåtelse överlåtelse underhåll reparation avskrivning anskaffning ackumulera utgående ingående
byggnad mark maskiner inventarier anläggning omsättning kortfristig långfristig fordring förutbetald
upplupen upplupna kreditinstitut leverantör skatteskuld övriga övrig säkerhet ställda eventual
förpliktelse väsentlig händelse styrelse ledamot ledamöter suppleant ordförande sekreterare kassör
revisor valberedning firmateckning årsavgift hyresintäkt lägenhet lokal garage parkering taxering
försäkring fjärrvärme uppvärmning sophämtning städning skötsel taxebundna planerad planerade
periodiskt extern externa personal arvode sociala finansiell poster ränteintäkt räntekostnad
liknande disposition balanserad balanseras förlust vinst föreslår avsättning yttre fond reservering
överföres överförs överföra likvida medel förändring minskning ökning verksamhet investering
finansiering amortering upptagna tillägg upplysning princip redovisning värdering bokföring
årsredovisningslagen råd allmän mindre företag nyckeltal definition flerårsöversikt
sparande skuldsättning räntekänslighet energikostnad rörelsekapital omförd förfaller villkor
räntesats bindning kommun stockholm göteborg malmö ägare registrering registrerad stadgar ekonomisk
teknisk inkomstskattelagen äkta privatbostadsföretag främja medlemmarnas ekonomiska intressen
upplåta bostadslägenheter nyttjanderätt tidsbegränsning byggnadsår värdeår ventilation kontroll
obligatorisk hissar stambyte fasad målning takbyte belysning laddstolpar laddplatser renovering
utfördes genomförd genomfört genomförts genomförda genomfördes installation byte bytt bytte åtgärd
åtgärder besiktning avtal avtalspart utförs utförare tecknas tecknat utsett utsedd vald valda
omval sammanträde protokoll protokollförda sammansättning stämmotillfälle ordinarie extra
föregående tidigare ytterligare beslut beslutade beslutat beslutar bedömning bedöms beräknas
beräknad beräknat beräkning framgår framtida framöver jämförelse kvadratmeter procent belopp
tusental
summa totalt årsskiftet räkenskapsåret verksamhetsåret kalenderår avser avseende
uttalande granskning granskat revisionsberättelse revision sed grund ansvar ändamålsenlig lämplig
oegentligheter misstag fel åsikt bild ansvarsfrihet bevilja tillstyrker fastställer bostäder
förråd källare trapphus trappor gemensam gemensamma gemensamhetsanläggning samfällighet servitut
elektronisk underskrift underskrifter digitala signatur tillträde uppdrag skyddsrum brandskydd
internet bredband elnät elhandel elavtal fastighetsskötsel trädgård snöröjning entré hyresrätt
hyresgäst hyresgäster outhyrd uthyrd uthyrning kunder utgifter utgift inbetalningar utbetalningar
betalning betalat erhållna erhållen erlagd erlagda skattemässig skatt fastighetsskatt
fastighetsavgift moms mervärdesskatt tomt tomträttsavgäld avgäld påminnelse pantsättning andrahand
andrahandsuthyrning kapitaltillskott insatser aktiverad aktiverat komponent nyttjandeperiod
livslängd linjär klassificeras klassificering effekt effektiv specifikation fastighetsinteckning
inteckning pantbrev pantsatta klientmedel avräkning avräkningskonto bank fortlöpande rättvisande
medlemsinformation lägenhetsfördelning överskott underskott ansamlad ansamlade behandling behandlas
kassaflödesanalys resultaträkning balansräkning förvaltningsberättelse tillsammans tillgänglig
"""


_COMPOUND = 6  # letters


@cache
def words() -> frozenset[str]:
    """All words of the list, in lower case."""
    return frozenset(_WORDS.split())


@cache
def stems() -> frozenset[str]:
    """Words that also tell inside a compound."""
    return frozenset(word for word in words() if len(word) >= _COMPOUND)
