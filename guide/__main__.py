from guide.start import main

main()
