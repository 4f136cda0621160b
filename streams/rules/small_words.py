"""Small words by language, of which nearly every sentence has some, and a few that customers use.

A word tells which languages a text may be in, so a list holds what its language shares with others: "pas" is Dutch as well, "mais"
Portuguese, "are" Romanian. Of the languages after Italian there is only what could be taken for one of the first seven.
"""

FIRST = ("fr", "en", "de", "nl", "es", "pt", "it")
WORDS = {
    "fr": (
        "le la les un une des du de d' au aux à et ou où que qui quoi dont ce cet cette ces ça cela c'est ceci je j'ai tu il elle "
        "on nous vous ils elles me te se moi toi lui leur leurs y en ne n'ai n'est n'a pas plus mais pour par avec dans sur sans "
        "sous chez vers entre avant après depuis puis donc car si comme quand très trop bien tout toute tous toutes rien encore "
        "toujours jamais déjà alors ici aussi même mon ma mes ton ta tes son sa ses notre nos votre vos est suis es sommes êtes "
        "sont était étaient été être ai as a avons avez ont avait avoir fait faire faut peut peux pouvez voudrais veux merci "
        "bonjour bonsoir qu'il qu'elle qu'on qu'ils d'un d'une s'il s'est l'a jusqu'à aujourd'hui beaucoup peu autre autres "
        "quelle quel quelles commande livraison colis facture reçu reçue problème réponse semaine semaines jours aucun aucune "
        "personne attends appelé demain hier mois heures serait j'attends n'arrive qu'un lundi mardi mercredi jeudi vendredi "
        "samedi l'équipe bravo mai non ni va bon met mis jour plusieurs suite dort"
    ),
    "en": (
        "the a an and or but if then than of to in on at by for from with without into about over under after before i you he she "
        "it we they me him her us them my your his its our their this that these those there here who what which when where why "
        "how is am are was were be been being have has had do does did done will would can could should may might must not no yes "
        "all any some every each more most other only just very too so as also again still never always please thank thanks i'm "
        "i've i'd i'll you're you've it's that's we're don't doesn't didn't can't isn't wasn't won't because while up out now get "
        "got like one two new good delivery parcel refund received waiting week weeks days yesterday tomorrow today nobody really "
        "great love happy answer order ordered since monday tuesday wednesday thursday friday saturday sunday haven't hasn't "
        "couldn't they're let's bravo want see list per man go come sense plus son die day use used need make send sent call "
        "called help way next last"
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer eines und oder aber denn wenn als wie dass daß weil ob ich du er sie "
        "es wir ihr ihnen ihre ihren ihrem ihrer mich mir dich dir uns euch sich mein meine meinen meiner dein sein seine unser "
        "unsere nicht kein keine keinen ist bin sind seid war waren wird werden wurde habe hast hat haben hatte kann können muss "
        "soll will zu zum zur im in am an auf aus bei mit nach von vom vor für über unter um ohne gegen seit bis durch auch noch "
        "schon nur sehr mehr immer nie hier da so ja nein bitte danke guten was wer wo man alle bestellung lieferung rechnung "
        "woche tage gestern heute morgen leider warum wäre hätte könnten würde bravo order also je per welche dort dieser diese "
        "dieses diesem wegen zwei prima last"
    ),
    "nl": (
        "de het een en of maar want als dan dat die deze dit er hier daar ik je jij u hij zij ze we wij jullie mij me hem haar "
        "ons hun mijn jouw uw zijn onze niet geen is was waren ben bent wordt worden werd heb hebt heeft hebben had kan kunnen "
        "moet zal zou wil te ten ter in op aan uit bij met naar van voor over onder om door tot na tegen zonder ook nog al alle "
        "heel zeer meer nooit altijd nu wat wie waar hoe waarom ja nee graag bedankt goed pas les list den des bestelling "
        "levering factuur dagen gisteren vandaag helaas bravo morgen week order af sta noch per los plus kun kunt prima last help"
    ),
    "es": (
        "el la los las un una unos unas de del al a y e o u que qué quién cual cuál como cómo cuando cuándo donde dónde yo tú él "
        "ella nosotros ellos ellas me te se le les nos lo mi mis tu tus su sus nuestro nuestra este esta esto estos estas ese esa "
        "eso no ni sí si pero por para con sin sobre entre hasta desde hacia porque pues ya muy más menos también tampoco todo "
        "toda todos todas nada algo hay es son soy era fue ser estar está están estoy ha han he había tengo tiene tienen hace "
        "hacer puede puedo quiero gracias hola buenos buenas días usted ustedes pedido factura semana hoy mañana ayer nadie nunca "
        "siempre respuesta bravo en antes dos uno par va bien dar poder van has mas sido sean dan algún alguna cada"
    ),
    "pt": (
        "o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às e ou que quem qual como quando onde eu tu ele "
        "ela nós vocês você eles elas me te se lhe meu minha meus minhas seu sua seus suas nosso nossa este esta isto esse essa "
        "isso aquele não nem sim mas por para com sem sobre entre até desde porque pois já muito mais menos também tudo todo toda "
        "todos todas nada há é são sou era foi ser estar está estão estou tem têm tenho faz fazer pode posso quero obrigado "
        "obrigada olá bom dia pelo pela pelos num numa encomenda fatura semana dias hoje amanhã ontem ninguém sempre resposta "
        "bravo nunca antes ter si dar poder pedido ir car algo sei estas cada dá"
    ),
    "it": (
        "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai alle da dal dalla in nel nella nei "
        "nelle su sul sulla con per tra fra e ed o ma se che chi cui come quando dove io tu lui lei noi voi loro mi ti ci si vi "
        "ne mio mia miei tuo suo sua nostro vostro questo questa questi queste quello quella non più meno anche già molto troppo "
        "tutto tutti tutte ogni niente perché è sono sei siamo era essere ho hai ha abbiamo hanno aveva fatto fare può puoi posso "
        "vorrei grazie ciao buongiorno salve fattura settimana giorni oggi domani ieri nessuno sempre mai risposta bravo ad sta "
        "fa qui quel quelle va dir sa prima stato stata"
    ),
    "ca": (
        "el la els les un una uns unes de del dels d' d'un d'una al als a i o que qui com quan on jo tu ell ella nosaltres em et "
        "es ens us no ni sí si però per amb sense sobre entre fins des molt més menys també tot tots tota res és són era ser està "
        "estic ha han he hem hi ho en meu seva seu nous pas fa fer poder puc vull ses mes son mon ta te se bon dia bé va me mi "
        "car sous este esta aquest ara mar semana dias bravo sempre resposta cada"
    ),
    "ro": (
        "la un o de din pe cu în in nu este sunt e care ce sau are au am ai a al ale ei el ea le se să sa si și mai dar ca că "
        "pentru prin per fi fost era mi ne te va vă ma mea meu sur est dans bine merci mult bravo ieri prima"
    ),
    "gl": (
        "o a os as ao aos de do da dos das en no na nos nas e ou que quen como eu ti el ela me te se non para con por máis moi é "
        "son foi está pero este esta isto toda todo un unha hai ser sen si entre sobre desde xa tamén cando ata antes nada algo "
        "pode ten semana dias hoxe resposta sempre mañá nunca cada"
    ),
    "da": (
        "i og at er det en et den der de til på med for af ikke jeg vi du har var som kan vil men om så her han se da os dig mig "
        "sig ud dagen morgen order tage"
    ),
    "no": (
        "i og at er det en et den der de til på med for av ikke jeg vi du har var som kan vil men om så her han se da oss meg deg "
        "seg morgen order dagen tage"
    ),
    "sv": (
        "i och att är det en ett den som på av för med inte jag vi du har var kan men om så han hon sin sur ser in till dans de "
        "alla man dagen"
    ),
    "fi": "ja on ei se että oli en me te he ne jos kun niin tai ole hei alla ten sen",
    "pl": "i w na z do nie to jest się że o co jak za po tak by mi my ja on ona te ten a od są we las los pas",
    "cs": "a v na je se že to s z do o i jak za po by si tak my ty on ten od co ale ani den dne mi ve me ta tu te nas vas les",
    "sk": "a v na je sa že to s z do o i ako za po by si tak my ty on ten od co čo ale ani mi ma ta tu te les",
    "sl": "in je se na za da so ne v z s o po to a bi mi ti on le pa si sta ni ta te nas vas les sa",
    "hr": "i u je na da se za ne su od do to a s o mi ti on bi po ni sam si ta te nas vas les mu sa",
    "hu": "a az és hogy nem is ez egy de van meg el ha mi te be le ki ne ad on les",
    "tr": "bir ve bu de da ne ile o mi ben sen var en on an dans la fatura",
    "id": "di dan yang itu ini ke ada dari untuk tidak akan per an kan bin des",
    "et": "ja on ei see et ta kui ma me oli ka ole sa te des",
    "eu": "eta da bat ez ere du den dut dira hau nire zu ni on me te se la sur les pour",
    "lt": "ir su ne tai kad o jis a bet per ant mes no tu ar",
    "lv": "un ir ar ka no par uz to tas es tu mēs per",
    "is": "og er sem en um við til ég var ekki a an",
    "sq": "e i me si do ka u dhe ne te po la le se un ju mua duke per sa",
    "ga": "an na is ar go le do a i as mo sa don den les ta dan",
    "cy": "y a i o ar yn mae de am yr dan un",
}
